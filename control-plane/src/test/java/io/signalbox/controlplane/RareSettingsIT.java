package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Settings that few have, all on one control plane: a port for probes, no console, and a limit to how often one may ask. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RareSettingsIT {

    private static final String GATEWAYS = "/v1/event-gateways";
    private static final int TRIES = 100_000; // far more than either limit allows

    private static int healthPort;
    private static ControlPlane running;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        healthPort = freePort();
        running = ControlPlane.start(TestControlPlane.settings(
                folder.resolve("state"),
                Map.of(
                        "SIGNALBOX_HEALTH_PORT",
                        "" + healthPort,
                        "SIGNALBOX_CONSOLE",
                        "off",
                        "SIGNALBOX_API_RATE",
                        "1")));
    }

    private static Api main() {
        return new Api(running.httpPort(), TestControlPlane.TOKEN);
    }

    @AfterAll
    static void close() {
        running.close();
    }

    @Test
    void probesAreAnsweredAtTheirPortAndNothingElseIs() {
        Api there = new Api(healthPort, TestControlPlane.TOKEN);

        assertThat(there.get("/health/probes/liveness").status()).isEqualTo(200);
        assertThat(there.get("/health/probes/readiness").status()).isEqualTo(200);
        assertThat(main().get("/health/probes/readiness").status()).isEqualTo(200);
        for (String path : new String[] {GATEWAYS, "/", "/openapi.yaml", "/health/../v1/event-gateways"}) {
            Api.Answer answer = there.get(path);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.contentType()).isEqualTo("application/problem+json");
        }
    }

    @Test
    void withoutAConsoleThereIsNeitherPageNorSession() {
        Api shared = TestControlPlane.shared().api();
        String cookie = ConsoleIT.session(ConsoleIT.signIn(shared, TestControlPlane.TOKEN));
        Api there = main().withToken("");

        assertThat(there.get("/console").status()).isEqualTo(404);
        assertThat(there.get("/console").contentType()).isEqualTo("application/problem+json");
        assertThat(there.get("/console/assets/icon-1.svg").status()).isEqualTo(404);
        assertThat(ConsoleIT.signIn(there, TestControlPlane.TOKEN).status()).isEqualTo(404);
        assertThat(there.send(ConsoleIT.fromPage(there, GATEWAYS, cookie).GET()).status())
                .isEqualTo(401);
    }

    @Test
    @Order(Integer.MAX_VALUE) // nothing is answered for a while afterwards
    void aTokenAndAnAddressThatAskTooOftenAreHeldUpAndNobodyElse() {
        Api other = main().withToken(main().post("/v1/access-tokens", "{\"name\": \"other\", \"role\": \"admin\"}")
                .text("token"));

        Api.Answer tooMany = untilRefused(main(), 200);
        assertThat(tooMany.text("detail")).isEqualTo("The token [SIGNALBOX_ADMIN_TOKEN] is used too often");
        assertThat(other.get(GATEWAYS).status()).isEqualTo(200);

        Api.Answer strangers = untilRefused(main().withToken("nobody-knows-this-token"), 401);
        assertThat(strangers.text("detail")).contains("without a valid token");
        assertThat(other.get(GATEWAYS).status()).isEqualTo(200); // from the same address
        assertThat(other.withToken("").get("/health/probes/liveness").status()).isEqualTo(200);
    }

    private static Api.Answer untilRefused(Api api, int before) {
        for (int i = 0; i < TRIES; i++) {
            Api.Answer answer = api.get(GATEWAYS);
            if (answer.status() == 429) {
                String seconds =
                        answer.response().headers().firstValue("Retry-After").orElseThrow();
                assertThat(Integer.parseInt(seconds)).isBetween(1, 10);
                return answer;
            }
            assertThat(answer.status()).isEqualTo(before);
        }
        throw new AssertionError("never refused");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
