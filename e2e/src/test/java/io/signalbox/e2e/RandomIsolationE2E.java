package io.signalbox.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random requests of every API and version that a virtual cluster offers: none tells of its neighbour on the same brokers,
 * or does anything to it. That this test can fail is shown by nodes that lack one rule each.
 */
@ExtendWith(OnStage.class)
class RandomIsolationE2E {

    private static final String MARKS = "/io/signalbox/dataplane/kafka/schema/marks.csv";

    /** Fields whose names such a node takes as they are; each is enough to see, or to harm, the neighbour. */
    private static final List<String> RULES = List.of(
            "DELETE_RECORDS,request,topics.name",
            "DESCRIBE_PRODUCERS,response,topics.name",
            "OFFSET_FOR_LEADER_EPOCH,response,topics.topic");

    private static final int ENOUGH = 2_000;
    private static final int ROUNDS = 20;
    private static final int REQUESTS_OF_A_ROUND = 60;

    private final Stage stage;

    RandomIsolationE2E(Stage stage) {
        this.stage = stage;
    }

    @Test
    void nothingIsToldOfANeighbourAndNothingIsDoneToIt() throws Exception {
        long seed = ThreadLocalRandom.current().nextLong();
        int requests = Repetition.REQUESTS.times();
        try (Neighbours neighbours = Neighbours.open(stage, "random-isolation", List.of())) {
            for (String label : List.of("hiding", "enforcing")) {
                neighbours.send(label, Set.of(ApiKeys.values()), requests / 2, seed);
            }

            System.out.println("[random requests] seed " + seed + ": " + neighbours.told());
            neighbours.assertUntouched();
            neighbours.assertEveryApiWasAnswered(requests >= ENOUGH);
            assertThat(neighbours.gateway.log())
                    .doesNotContain("LEAK:", " ERROR ", "malformed_response", "unexpected_response");
        }
    }

    static Stream<String> rules() {
        return RULES.stream().limit(Repetition.MUTATIONS.times());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRuleThatIsMissingIsNoticed(String rule) throws Exception {
        ApiKeys api = ApiKeys.valueOf(rule.substring(0, rule.indexOf(',')));
        String name = "without-" + api.name().toLowerCase(java.util.Locale.ROOT);

        try (Neighbours neighbours = Neighbours.open(
                stage, name, List.of("-Xbootclasspath/a:" + without(rule, stage.logOf(name + "-marks"))))) {
            assertThat(isNoticed(neighbours, api)).isTrue();
        }
    }

    private static boolean isNoticed(Neighbours neighbours, ApiKeys api) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try {
                neighbours.send("hiding", Set.of(api), REQUESTS_OF_A_ROUND, round);
                if (neighbours.isTouched()) {
                    return true;
                }
            } catch (AssertionError | ExecutionException e) { // an answer told, or the neighbour lacks a topic
                System.out.println("[rule that is missing] " + api + ": " + e.getMessage());
                return true;
            }
        }
        return false;
    }

    /** A folder which, in front of a node's own files, has the marks without that one. */
    private static Path without(String rule, Path folder) throws IOException {
        try (InputStream file = requireNonNull(RandomIsolationE2E.class.getResourceAsStream(MARKS))) {
            List<String> lines = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.startsWith(rule + ",") ? rule + ",harmless,taken away" : line)
                    .toList();
            assertThat(lines).filteredOn(line -> line.endsWith(",taken away")).hasSize(1);
            Path marks = folder.resolve(MARKS.substring(1));
            Files.createDirectories(requireNonNull(marks.getParent()));
            Files.write(marks, lines);
            return folder.toAbsolutePath();
        }
    }
}
