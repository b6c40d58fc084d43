package io.signalbox.dataplane.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.PKIXReason;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The engines' own exceptions are provoked in {@code RejectionIT}; here are those that are hard to come by. */
class HandshakeFailureTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new NotSslRecordException("x"), HandshakeFailure.TLS_MALFORMED),
                Arguments.of(new TooLongFrameException("x"), HandshakeFailure.TLS_MALFORMED),
                Arguments.of(new ClosedChannelException(), HandshakeFailure.TLS_HANDSHAKE_ABORTED),
                Arguments.of(
                        new CertificateException("x", new CertPathBuilderException("x")),
                        HandshakeFailure.CLIENT_CERTIFICATE_UNTRUSTED),
                Arguments.of(
                        new CertPathValidatorException("x", null, null, -1, PKIXReason.NO_TRUST_ANCHOR),
                        HandshakeFailure.CLIENT_CERTIFICATE_UNTRUSTED),
                Arguments.of(
                        new CertPathBuilderException("x", new CertificateExpiredException("x")),
                        HandshakeFailure.CLIENT_CERTIFICATE_EXPIRED),
                Arguments.of(
                        new CertPathValidatorException("x", null, null, -1, BasicReason.INVALID_SIGNATURE),
                        HandshakeFailure.CLIENT_CERTIFICATE_INVALID),
                Arguments.of(
                        new CertificateException("Extended key usage does not permit use for TLS client"),
                        HandshakeFailure.CLIENT_CERTIFICATE_INVALID),
                Arguments.of(
                        new SSLHandshakeException("error:1000008b:SSL routines:OPENSSL_internal:BAD_PACKET_LENGTH"),
                        HandshakeFailure.TLS_REFUSED_BY_CLIENT),
                Arguments.of(
                        new SSLHandshakeException(
                                "Unexpected plaintext alert received: Level: fatal; Alert: unknown_ca"),
                        HandshakeFailure.TLS_REFUSED_BY_CLIENT),
                Arguments.of(new SSLHandshakeException("something new"), HandshakeFailure.TLS_HANDSHAKE_FAILED));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void anExceptionIsSortedHoweverDeepItsCauseLies(Exception thrown, HandshakeFailure failure) {
        assertThat(HandshakeFailure.of(thrown)).isEqualTo(failure);
        assertThat(HandshakeFailure.of(new DecoderException(new SSLHandshakeException("outer").initCause(thrown))))
                .isEqualTo(failure);
    }

    @Test
    void theDetailIsWhatTheInnermostCauseSays() {
        Exception thrown = new DecoderException(
                new CertificateException("path building failed", new CertPathBuilderException("no path found")));

        assertThat(HandshakeFailure.detail(thrown)).isEqualTo("no path found");
        assertThat(HandshakeFailure.detail(new ClosedChannelException())).isEqualTo("ClosedChannelException");
    }
}
