package io.signalbox.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionEndTest {

    @ParameterizedTest
    @EnumSource(ProtocolViolation.class)
    void aViolationIsTheReasonItself(ProtocolViolation violation) {
        assertThat(ConnectionEnd.of(new ProtocolViolationException(violation, "x")))
                .isEqualTo(violation);
    }

    @Test
    void whatIsNoFailureOfTheNetworkIsOurs() {
        assertThat(ConnectionEnd.of(new IOException("reset"))).isEqualTo(ConnectionEnd.IO_ERROR);
        assertThat(ConnectionEnd.of(new DecoderException(new SSLException("bad record"))))
                .isEqualTo(ConnectionEnd.IO_ERROR);
        assertThat(ConnectionEnd.of(new IllegalStateException("x"))).isEqualTo(ConnectionEnd.INTERNAL_ERROR);
    }
}
