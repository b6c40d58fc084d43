package io.signalbox.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietTest {

    @ParameterizedTest
    @CsvSource({"0,true", "290,true", "300,false", "6000,false"})
    void aProcessThatUsesLessThanATenthOfAProcessorIsQuiet(long usedMillis, boolean quiet) {
        assertThat(Quiet.isQuiet(Duration.ofMillis(usedMillis), Duration.ofSeconds(3)))
                .isEqualTo(quiet);
    }

    @Test
    void oneThatHasEndedIsNotWaitedFor() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();

        Quiet.await(ended.toHandle());

        assertThat(ended.isAlive()).isFalse();
    }
}
