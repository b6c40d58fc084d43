package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of older protocols, and of other makes. */
@ExtendWith(OnStage.class)
class OtherClientsE2E {

    private final Stage stage;

    OtherClientsE2E(Stage stage) {
        this.stage = stage;
    }

    @ParameterizedTest(name = "kafka-clients {0}")
    @ValueSource(strings = {"2.8", "3.9"})
    void anOlderJavaClientWorks(String version) throws Exception {
        String topic = stage.clients().createTopic(3);
        String output = Programs.olderJava(version, OlderClient.class, List.of(stage.bootstrap(), topic));

        assertThat(output).contains(version).contains("read 1000").doesNotContain(Stage.BACKEND_DOMAIN);
    }

    @Test
    void librdkafkaWorks() throws Exception {
        assumeThat(Programs.isInstalled("kcat")).as("kcat is installed").isTrue();
        String topic = stage.clients().createTopic(3);
        String lines = IntStream.range(0, 1_000).mapToObj(Integer::toString).collect(Collectors.joining("\n"));

        String listed = run(Optional.empty(), "kcat", "-b", stage.bootstrap(), "-L");
        run(Optional.of(lines), "kcat", "-b", stage.bootstrap(), "-P", "-t", topic, "-X", "enable.idempotence=true");
        String consumed = run(
                Optional.empty(), "kcat", "-b", stage.bootstrap(), "-C", "-q", "-e", "-o", "beginning", "-t", topic);

        assertThat(listed)
                .contains("broker 0 at localhost:" + (stage.port() + 1), "broker 2 at localhost:" + (stage.port() + 3))
                .doesNotContain(Stage.BACKEND_DOMAIN);
        assertThat(consumed.lines().sorted().toList())
                .containsExactlyElementsOf(lines.lines().sorted().toList());
    }

    private static String run(Optional<String> input, String... command) throws IOException, InterruptedException {
        return Programs.run(input, Map.of(), List.of(command));
    }
}
