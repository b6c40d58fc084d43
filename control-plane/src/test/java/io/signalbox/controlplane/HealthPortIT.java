package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A port that has probes and nothing else. */
class HealthPortIT {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void probesAreAnsweredThereAndNothingElseIs() throws IOException {
        int port = freePort();

        try (ControlPlane running = ControlPlane.start(
                TestControlPlane.settings(folder.resolve("s"), Map.of("SIGNALBOX_HEALTH_PORT", "" + port)))) {
            Api there = new Api(port, TestControlPlane.TOKEN);
            Api main = new Api(running.httpPort(), TestControlPlane.TOKEN);

            assertThat(there.get("/health/probes/liveness").status()).isEqualTo(200);
            assertThat(there.get("/health/probes/readiness").status()).isEqualTo(200);
            assertThat(main.get("/health/probes/readiness").status()).isEqualTo(200);
            for (String path :
                    new String[] {"/v1/event-gateways", "/", "/openapi.yaml", "/health/../v1/event-gateways"}) {
                Api.Answer answer = there.get(path);
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.contentType()).isEqualTo("application/problem+json");
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
