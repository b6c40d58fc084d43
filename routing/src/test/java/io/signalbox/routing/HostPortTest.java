package io.signalbox.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

    @ParameterizedTest
    @CsvSource({"kafka1:9092, kafka1, 9092", "10.0.0.1:1, 10.0.0.1, 1", "[::1]:65535, ::1, 65535"})
    void aHostAndAPortAreRead(String text, String host, int port) {
        assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka1", ":9092", "kafka1:", "kafka1:x", "kafka1:0", "kafka1:65536", "::1:9092", "[]:1"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "9092-", "-9092", "9094-9092", "0", "65536", "9092-65536", "9092 - 9094", "123456"})
    void aPortRangeThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> PortRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPortSetKeepsTheOrderInWhichItWasWritten() {
        PortSet ports = PortSet.parse(List.of("9100", "9092-9094", "9092-9092"));

        assertThat(ports.first()).isEqualTo(9100);
        assertThat(ports.stream()).containsExactly(9092, 9093, 9094, 9100);
        assertThat(ports).hasToString("9100,9092-9094,9092");
    }
}
