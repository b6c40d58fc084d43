package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whoever announces a body and sends none of it has a thread for a while, and not for ever. */
class SlowClientIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Api api = TestControlPlane.shared().api();

    @Test
    void aBodyThatDoesNotArriveIsAnsweredWithAProblemAndTheEnd() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            String request = String.join(
                    "\r\n",
                    "POST /v1/event-gateways HTTP/1.1",
                    "Host: localhost",
                    "Authorization: Bearer " + TestControlPlane.TOKEN,
                    "Content-Type: application/json",
                    "Content-Length: 100",
                    "",
                    "{");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .startsWith("HTTP/1.1 408 ")
                    .contains("application/problem+json", "\"title\":\"Request Timeout\"", "kong:trace:");
        }
    }
}
