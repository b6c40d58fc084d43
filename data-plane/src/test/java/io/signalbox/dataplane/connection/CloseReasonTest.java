package io.signalbox.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.upstream.UpstreamException;
import io.signalbox.routing.Rejection;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloseReasonTest {

    @ParameterizedTest
    @EnumSource(ProtocolViolation.class)
    void everyViolationHasAReasonWithItsCode(ProtocolViolation violation) {
        assertThat(CloseReason.valueOf(violation.name()).code()).isEqualTo(violation.code());
    }

    @ParameterizedTest
    @EnumSource(Rejection.Reason.class)
    void everyRejectionHasAReasonWithItsCode(Rejection.Reason reason) {
        assertThat(CloseReason.of(reason).code()).isEqualTo(reason.code());
    }

    @Test
    void everyFailureToConnectHasAReason() {
        assertThat(Stream.of(UpstreamException.Reason.values()).map(reason -> CloseReason.valueOf(reason.name())))
                .containsExactly(
                        CloseReason.BROKER_UNKNOWN,
                        CloseReason.BACKEND_UNREACHABLE,
                        CloseReason.BACKEND_TLS_FAILED,
                        CloseReason.BACKEND_AUTHENTICATION_FAILED,
                        CloseReason.BACKEND_LOOP);
    }

    @Test
    void whatIsNoFailureOfTheNetworkIsOurs() {
        assertThat(CloseReason.of(new IOException("reset"))).isEqualTo(CloseReason.IO_ERROR);
        assertThat(CloseReason.of(new IllegalStateException("x"))).isEqualTo(CloseReason.INTERNAL_ERROR);
    }
}
