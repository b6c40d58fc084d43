package io.signalbox.controlplane.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutQueryTest {

    private static final long CURRENT = 12;

    @Test
    void withoutParametersItIsTheCurrentVersionAndHalfAMinute() {
        assertThat(read(Map.of())).isEqualTo(new RolloutQuery(CURRENT, Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @CsvSource({"0s, 0", "250ms, 250", "1.5s, 1500", "1m30s, 90000", "5m, 300000", "300000ms, 300000"})
    void aTimeoutIsADuration(String text, long millis) {
        assertThat(read(Map.of("timeout", text)).timeout()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "s", "-1s", "1 s", "5m1ns", "1h", "99999999999999999999999d", "1s;"})
    void aTimeoutThatIsNoneOrTooLongIsRefused(String text) {
        assertThatThrownBy(() -> read(Map.of("timeout", text))).isInstanceOf(Problem.Invalid.class);
    }

    @Test
    void anyVersionUpToTheCurrentOneCanBeWaitedFor() {
        assertThat(read(Map.of("version", "v1.1")).version()).isEqualTo(1);
        assertThat(read(Map.of("version", "v1.12")).version()).isEqualTo(CURRENT);
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        for (String version : List.of("v1.13", "12", "v1.0", "v2.3", "v1.1234567890123456789")) {
            assertThatThrownBy(() -> read(Map.of("version", version, "timeout", "soon")))
                    .isInstanceOfSatisfying(
                            Problem.Invalid.class,
                            problem -> assertThat(problem.parameters())
                                    .extracting(InvalidParameter::field)
                                    .containsExactly("version", "timeout"));
        }
    }

    private static RolloutQuery read(Map<String, String> parameters) {
        return RolloutQuery.read(new ListQuery("/rollout", parameters), CURRENT);
    }
}
