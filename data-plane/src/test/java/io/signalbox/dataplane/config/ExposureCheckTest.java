package io.signalbox.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExposureCheckTest {

    private final Snapshots snapshots =
            new Snapshots().backend(1).virtual(2, 1).listener(3, "9092-9094").policy(4, 3, 2, true);

    @Test
    void brokersThatFitAreNoProblem() {
        assertThat(check(Set.of(0, 1))).isEmpty();
        assertThat(check(Set.of())).isEmpty();
    }

    @Test
    void brokersThatDoNotFitAreNamedWithThePortsThatWouldFitThem() {
        assertThat(check(Set.of(0, 1, 2, 5))).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("listener_policy.brokers_not_exposed");
            assertThat(problem.entity().id()).isEqualTo(Snapshots.id(4));
            assertThat(problem.message())
                    .contains("listener-3", "virtual-2", "[2, 5] of [0, 1, 2, 5]", "9092-9095,9098", "min_broker_id 0");
        });
    }

    @Test
    void portsBelowTheFirstAsWrittenAreReported() {
        snapshots.listener(3, "9100", "9092-9094");

        assertThat(check(Set.of())).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("listener_policy.ports_unused");
            assertThat(problem.message()).contains("9092-9094");
        });
    }

    private List<ConfigProblem> check(Set<Integer> brokers) {
        return ExposureCheck.problems(snapshots.build().image(), Map.of(Snapshots.id(1), brokers));
    }
}
