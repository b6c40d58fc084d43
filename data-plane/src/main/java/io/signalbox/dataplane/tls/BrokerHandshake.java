package io.signalbox.dataplane.tls;

import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.signalbox.dataplane.config.BackendTls;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Says what TLS with a broker failed for, in words that a person can act on; they go on after the broker's name. */
public final class BrokerHandshake {

    private static final List<String> NAME_MISMATCH =
            List.of("no subject alternative", "no name matching", "illegal given domain name");
    private static final List<String> ASKS_FOR_CERTIFICATE =
            List.of("certificate_required", "bad_certificate", "handshake_failure");
    private static final List<String> REFUSES_CERTIFICATE =
            List.of("unknown_ca", "certificate_unknown", "certificate_expired", "certificate_revoked", "access_denied");

    private BrokerHandshake() {}

    /** Sorts what an engine or the handler around it threw. */
    public static String failure(Throwable thrown, BackendTls tls) {
        if (causes(thrown).anyMatch(SslHandshakeTimeoutException.class::isInstance)) {
            return "did not finish the TLS handshake within " + BackendContexts.HANDSHAKE_TIMEOUT_MILLIS / 1_000 + " s";
        }
        String detail = HandshakeFailure.detail(thrown);
        return switch (HandshakeFailure.of(thrown)) {
            case CLIENT_CERTIFICATE_UNTRUSTED ->
                "has a certificate that is signed by none of the authorities "
                        + (tls.trusted().isPresent()
                                ? "in tls.ca_bundle"
                                : "that this node's system trusts; name its own in tls.ca_bundle");
            case CLIENT_CERTIFICATE_EXPIRED -> "has a certificate that is not valid now: " + detail;
            case CLIENT_CERTIFICATE_INVALID -> invalid(detail);
            case TLS_MALFORMED -> "does not speak TLS here: it may be the port of a plaintext listener";
            case TLS_HANDSHAKE_ABORTED ->
                "closed the connection during the TLS handshake: it may be the port of a plaintext listener";
            case TLS_VERSION_NOT_SUPPORTED -> noVersion(tls, detail);
            case CLIENT_CERTIFICATE_REQUIRED, TLS_REFUSED_BY_CLIENT, TLS_NO_SHARED_CIPHER, TLS_HANDSHAKE_FAILED ->
                refused(detail, tls);
        };
    }

    private static String invalid(String detail) {
        String lower = detail.toLowerCase(Locale.ROOT);
        return NAME_MISMATCH.stream().anyMatch(lower::contains)
                ? "has a certificate that is for other names: " + detail
                : "has a certificate that cannot be used: " + detail;
    }

    private static String refused(String detail, BackendTls tls) {
        String lower = detail.toLowerCase(Locale.ROOT);
        if (lower.contains("protocol_version")) {
            return noVersion(tls, detail);
        }
        if (ASKS_FOR_CERTIFICATE.stream().anyMatch(lower::contains)) {
            return tls.identity().isEmpty()
                    ? "refuses the TLS handshake: it may ask for a certificate, and tls.client_identity is not set ("
                            + detail + ")"
                    : "refuses the TLS handshake: it may not trust the certificate in tls.client_identity (" + detail
                            + ")";
        }
        if (REFUSES_CERTIFICATE.stream().anyMatch(lower::contains)) {
            return "refuses the certificate in tls.client_identity: " + detail;
        }
        return "refuses the TLS handshake: " + detail;
    }

    private static String noVersion(BackendTls tls, String detail) {
        return "supports none of the TLS versions in tls.tls_versions, " + tls.protocols() + ": " + detail;
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .limit(10);
    }
}
