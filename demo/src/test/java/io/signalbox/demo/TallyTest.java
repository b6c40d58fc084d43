package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {

    private static final List<String> SENT = List.of("a", "b", "c");

    @Test
    void theOrderDoesNotMatter() {
        assertThatCode(() -> Tally.requireSame(SENT, List.of("c", "a", "b"))).doesNotThrowAnyException();
    }

    @Test
    void whatIsLostRepeatedOrForeignIsCounted() {
        assertThatThrownBy(() -> Tally.requireSame(SENT, List.of("a", "a", "a", "x")))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("of 3 records: 2 lost, 2 repeated, 1 that were never sent");
    }

    @Test
    void nothingAtAllIsEverythingLost() {
        assertThatThrownBy(() -> Tally.requireSame(SENT, List.of())).hasMessage("of 3 records: 3 lost");
    }
}
