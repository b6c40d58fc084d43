package io.signalbox.controlplane.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuantilesTest {

    private static final List<Double> BOUNDS = List.of(1.0, 2.0, 4.0);

    @Test
    void aTimeIsFoundBetweenTheBoundsOfItsBucket() {
        float[] counts = {10, 10, 20, 0};

        assertThat(Quantiles.of(0.25, counts, BOUNDS)).hasValue(1.0);
        assertThat(Quantiles.of(0.5, counts, BOUNDS)).hasValue(2.0);
        assertThat(Quantiles.of(0.75, counts, BOUNDS)).hasValue(3.0);
        assertThat(Quantiles.of(0.95, counts, BOUNDS).orElseThrow()).isCloseTo(3.8, within(1e-6));
    }

    @Test
    void whatTookLongerThanTheLastBoundCountsAsThatBound() {
        assertThat(Quantiles.of(0.99, new float[] {1, 0, 0, 99}, BOUNDS)).hasValue(4.0);
    }

    @Test
    void emptyBucketsAreStrodeOver() {
        assertThat(Quantiles.of(0.5, new float[] {0, 0, 8, 0}, BOUNDS)).hasValue(3.0);
    }

    @Test
    void withoutAnswersThereIsNone() {
        assertThat(Quantiles.of(0.5, new float[] {0, 0, 0, 0}, BOUNDS)).isEmpty();
        assertThat(Quantiles.of(0.5, new float[] {}, BOUNDS)).isEmpty();
        assertThat(Quantiles.of(0.5, new float[] {1}, List.of())).isEmpty();
    }
}
