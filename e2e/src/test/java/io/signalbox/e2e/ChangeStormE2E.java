package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.testbed.FreePorts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;

/** Changes without end, half of which no node can apply, beside clients that none of them concerns. */
@ExtendWith(OnStage.class)
@ResourceLock("problems of the stage's gateway")
class ChangeStormE2E {

    private static final KeyedCertificate CERTIFICATE = TlsGateway.certificate(KeyKind.EC);

    private final Stage stage;

    ChangeStormE2E(Stage stage) {
        this.stage = stage;
    }

    @Test
    void clientsThatNoChangeConcernsNoticeNoneAndEveryProblemIsShown() throws Exception {
        int port = FreePorts.any();
        try (Load load = Load.on(stage.clients(), stage.clients().createTopic(1))) {
            int rounds = Repetition.STORMS.times();
            for (int round = 0; round < rounds; round++) {
                JsonNode listener = stage.gateway.listener("storm-" + round, Integer.toString(port));
                JsonNode policy = stage.gateway.policy(listener, "tls_server", withKeyOf("STORM_" + round));
                awaitProblem("[STORM_" + round + "]");
                stage.gateway.replacePolicy(listener, policy, withKeyOf("WORSE_" + round));
                awaitProblem("[WORSE_" + round + "]");
                stage.gateway.delete("listeners", listener);
            }
            stage.gateway.awaitApplied();
            load.awaitProgress(500);

            assertThat(load.connectionsClosed()).isZero();
            load.assertNothingLostRepeatedOrReordered();
        }

        await().untilAsserted(() -> assertThat(stage.gateway.problemCodes()).isEmpty());
    }

    private void awaitProblem(String variable) {
        await().pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(stage.gateway.problems())
                        .singleElement()
                        .satisfies(problem ->
                                assertThat(problem.path("message").asString("")).contains(variable)));
    }

    private static Map<String, Object> withKeyOf(String variable) {
        Map<String, Object> config = Gateway.tlsConfig(CERTIFICATE);
        config.put(
                "certificates",
                List.of(Map.of("certificate", CERTIFICATE.certificatePem(), "key", "${env['" + variable + "']}")));
        return config;
    }
}
