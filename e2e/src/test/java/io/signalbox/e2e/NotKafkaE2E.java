package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(OnStage.class)
class NotKafkaE2E {

    private static final int CLOSED_WITHIN_MILLIS = (int) Patience.LIMIT.toMillis();

    private final Stage stage;

    NotKafkaE2E(Stage stage) {
        this.stage = stage;
    }

    static Stream<Arguments> intruders() {
        return Stream.of(
                Arguments.of("tls_on_plaintext_listener", new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3}),
                Arguments.of("http_on_kafka_port", "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                Arguments.of("frame_too_large", new byte[] {0x7f, -1, -1, -1}),
                Arguments.of("malformed_request", new byte[] {-1, -2, -3, -4, -5}),
                Arguments.of("unknown_api", new byte[] {0, 0, 1, 0, 99, 99, 0, 0, 0, 0, 0, 1}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("intruders")
    void anIntruderIsClosedAtOnceWithItsCauseInLogAndMetricsAndNobodyElseNotices(String reason, byte[] bytes)
            throws Exception {
        String topic = stage.clients().createTopic(1);
        double before = rejected(reason);

        for (int i = 0; i < 20; i++) {
            try (Socket intruder = new Socket(InetAddress.getLoopbackAddress(), stage.port())) {
                intruder.setSoTimeout(CLOSED_WITHIN_MILLIS);
                intruder.getOutputStream().write(bytes);
                assertThat(isClosed(intruder)).isTrue();
            }
        }

        await().until(() -> rejected(reason) == before + 20);
        assertThat(Files.readString(stage.nodeLog)).contains("reason=" + reason);
        stage.clients().produce(topic, 100, Map.of());
        assertThat(stage.clients().consume(topic, 100, Map.of())).hasSize(100);
    }

    private double rejected(String reason) {
        return NodeMetrics.rejected(stage.node(), reason);
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes(); // perhaps an alert that tells why
            return true;
        } catch (SocketException e) {
            return true;
        }
    }
}
