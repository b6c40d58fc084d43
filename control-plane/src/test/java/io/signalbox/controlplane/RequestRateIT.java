package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks too often is told when to ask again, and others are answered. */
@Order(7) // of the longest
class RequestRateIT {

    private static final String GATEWAYS = "/v1/event-gateways";
    private static final int TRIES = 100_000; // far more than either limit allows

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aTokenAndAnAddressAreHeldUpAndNobodyElse() {
        try (ControlPlane running = ControlPlane.start(
                TestControlPlane.settings(folder.resolve("state"), Map.of("SIGNALBOX_API_RATE", "1")))) {
            Api busy = new Api(running.httpPort(), TestControlPlane.TOKEN);
            Api other = busy.withToken(busy.post("/v1/access-tokens", "{\"name\": \"other\", \"role\": \"admin\"}")
                    .text("token"));

            Api.Answer tooMany = untilRefused(busy, 200);
            assertThat(tooMany.text("detail")).isEqualTo("The token [SIGNALBOX_ADMIN_TOKEN] is used too often");
            assertThat(other.get(GATEWAYS).status()).isEqualTo(200);

            Api.Answer strangers = untilRefused(busy.withToken("nobody-knows-this-token"), 401);
            assertThat(strangers.text("detail")).contains("without a valid token");
            assertThat(other.get(GATEWAYS).status()).isEqualTo(200); // from the same address
            assertThat(other.withToken("").get("/health/probes/liveness").status())
                    .isEqualTo(200);
        }
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
}
