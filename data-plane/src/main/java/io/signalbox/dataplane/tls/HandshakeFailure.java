package io.signalbox.dataplane.tls;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.stream.Stream;

/** What a TLS handshake failed for, as far as the engine tells: each has its own words for it. */
public enum HandshakeFailure {
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

    /** Sorts what an engine or a decoder threw. */
    public static HandshakeFailure of(Throwable thrown) {
        return causes(thrown)
                .map(HandshakeFailure::byType)
                .filter(failure -> failure != TLS_HANDSHAKE_FAILED)
                .findFirst()
                .or(() -> causes(thrown)
                        .map(cause -> byWords(String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT)))
                        .filter(failure -> failure != TLS_HANDSHAKE_FAILED)
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

    private static HandshakeFailure byType(Throwable cause) {
        if (cause instanceof NotSslRecordException || cause instanceof TooLongFrameException) {
            return TLS_MALFORMED;
        }
        if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
            return CLIENT_CERTIFICATE_EXPIRED;
        }
        if (cause instanceof CertPathValidatorException path && path.getCause() == null) {
            return CLIENT_CERTIFICATE_INVALID;
        }
        // The JDK's own kind of path builder failure is not public; what it says is.
        if (cause instanceof CertificateException || isPathBuilder(cause)) {
            return cause.getCause() == null ? CLIENT_CERTIFICATE_UNTRUSTED : TLS_HANDSHAKE_FAILED;
        }
        return cause instanceof ClosedChannelException ? TLS_HANDSHAKE_ABORTED : TLS_HANDSHAKE_FAILED;
    }

    private static boolean isPathBuilder(Throwable cause) {
        return cause instanceof CertPathBuilderException;
    }

    private static HandshakeFailure byWords(String message) {
        if (message.contains("peer_did_not_return_a_certificate") || message.contains("empty client certificate")) {
            return CLIENT_CERTIFICATE_REQUIRED;
        }
        if (message.contains("received fatal alert") || message.contains("_alert_")) {
            return TLS_REFUSED_BY_CLIENT;
        }
        if (message.contains("protocol_version")
                || message.contains("unsupported_protocol")
                || message.contains("unsupported protocol")
                || message.contains("is not enabled or supported")
                || message.contains("no appropriate protocol")) {
            return TLS_VERSION_NOT_SUPPORTED;
        }
        if (message.contains("no_shared_cipher") || message.contains("no cipher suites in common")) {
            return TLS_NO_SHARED_CIPHER;
        }
        return TLS_HANDSHAKE_FAILED;
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .limit(10);
    }
}
