package io.signalbox.dataplane.tls;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.NotSslRecordException;
import io.signalbox.routing.CloseReason;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a TLS handshake failed for, as far as the engine tells: each has its own words for it. */
public enum HandshakeFailure implements CloseReason {
    /** What came in is not TLS, or not well formed. */
    TLS_MALFORMED,
    TLS_VERSION_NOT_SUPPORTED,
    TLS_NO_SHARED_CIPHER,
    /** The policy requires a client certificate, and none came. */
    CLIENT_CERTIFICATE_REQUIRED,
    /** Signed by none of the trusted authorities. */
    CLIENT_CERTIFICATE_UNTRUSTED,
    /** Expired, or not yet valid. */
    CLIENT_CERTIFICATE_EXPIRED,
    /** Bad in another way. */
    CLIENT_CERTIFICATE_INVALID,
    /** The client sent an alert: mostly it does not trust the certificate, or its names. */
    TLS_REFUSED_BY_CLIENT,
    /** The client went away. */
    TLS_HANDSHAKE_ABORTED,
    TLS_HANDSHAKE_FAILED;

    private static final Map<HandshakeFailure, List<String>> WORDS = Map.of(
            CLIENT_CERTIFICATE_REQUIRED, List.of("peer_did_not_return_a_certificate", "empty client certificate"),
            CLIENT_CERTIFICATE_INVALID, List.of("key_usage_bit_incorrect"),
            TLS_REFUSED_BY_CLIENT, // The last two: TLS 1.3, when a client refuses the certificate before it can
                    // encrypt.
                    List.of("received fatal alert", "_alert_", "bad_packet_length", "unexpected plaintext alert"),
            TLS_VERSION_NOT_SUPPORTED,
                    List.of(
                            "unsupported_protocol",
                            "is not enabled or supported",
                            "no appropriate protocol",
                            "are not accepted by server preferences"),
            TLS_NO_SHARED_CIPHER, List.of("no_shared_cipher", "no cipher suites in common"),
            TLS_MALFORMED,
                    List.of("decode_error", "wrong_version_number", "invalid handshake message", "unsupported or"));

    @Override
    public Kind kind() {
        return Kind.REJECTION;
    }

    /** Sorts what an engine or a decoder threw. */
    public static HandshakeFailure of(Throwable thrown) {
        List<Throwable> causes = causes(thrown).toList();
        return Stream.<Function<Throwable, Optional<HandshakeFailure>>>of(
                        HandshakeFailure::byAge, HandshakeFailure::byTrust, HandshakeFailure::byType)
                .flatMap(sort -> causes.stream().map(sort).flatMap(Optional::stream))
                .findFirst()
                .or(() -> causes.stream()
                        .map(cause -> String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT))
                        .flatMap(message -> byWords(message).stream())
                        .findFirst())
                .orElse(TLS_HANDSHAKE_FAILED);
    }

    /** The innermost that says anything: what people should read. */
    public static String detail(Throwable thrown) {
        return causes(thrown)
                .map(Throwable::getMessage)
                .filter(message -> message != null && !message.isBlank())
                .reduce((outer, inner) -> inner)
                .orElse(thrown.getClass().getSimpleName());
    }

    private static Optional<HandshakeFailure> byAge(Throwable cause) {
        return cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException
                ? Optional.of(CLIENT_CERTIFICATE_EXPIRED)
                : Optional.empty();
    }

    private static Optional<HandshakeFailure> byTrust(Throwable cause) {
        boolean untrusted = cause instanceof CertPathBuilderException
                || (cause instanceof CertPathValidatorException path && path.getReason() == PKIXReason.NO_TRUST_ANCHOR);
        return untrusted ? Optional.of(CLIENT_CERTIFICATE_UNTRUSTED) : Optional.empty();
    }

    private static Optional<HandshakeFailure> byType(Throwable cause) {
        if (cause instanceof CertificateException || cause instanceof CertPathValidatorException) {
            return Optional.of(CLIENT_CERTIFICATE_INVALID);
        }
        if (cause instanceof NotSslRecordException || cause instanceof TooLongFrameException) {
            return Optional.of(TLS_MALFORMED);
        }
        return cause instanceof ClosedChannelException ? Optional.of(TLS_HANDSHAKE_ABORTED) : Optional.empty();
    }

    /** The engines' own words, in lower case: BoringSSL's are names of errors, the JDK's are sentences. */
    private static Optional<HandshakeFailure> byWords(String message) {
        return WORDS.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(message::contains))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .limit(10);
    }
}
