package io.signalbox.controlplane.virtualcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "10s, PT10S",
        "1h, PT1H",
        "1h30m, PT1H30M",
        "1.5s, PT1.5S",
        "250ms, PT0.25S",
        "0s, PT0S",
        "2us, PT0.000002S",
        "2µs, PT0.000002S",
        "3ns, PT0.000000003S",
        "999999999d, PT23999999976H"
    })
    void isTheSumOfItsTerms(String text, Duration duration) {
        assertThat(text).matches(DurationText.PATTERN);
        assertThat(DurationText.parse(text)).isEqualTo(duration);
    }
}
