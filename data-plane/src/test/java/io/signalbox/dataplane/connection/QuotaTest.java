package io.signalbox.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class QuotaTest {

    @Test
    void aKeyHasAsManyAsTheLimitAndOthersHaveTheirOwn() {
        Quota<String> quota = new Quota<>(OptionalInt.of(2));

        assertThat(quota.take("a")).isTrue();
        assertThat(quota.take("a")).isTrue();
        assertThat(quota.take("a")).isFalse();
        assertThat(quota.take("b")).isTrue();
    }

    @Test
    void whatIsGivenBackCanBeTakenAgainAndWhoHasNothingIsForgotten() {
        Quota<String> quota = new Quota<>(OptionalInt.of(1));
        assertThat(quota.take("a")).isTrue();
        assertThat(quota.take("a")).isFalse();

        quota.giveBack("a");

        assertThat(quota.keys()).isZero();
        assertThat(quota.take("a")).isTrue();
    }
}
