package io.signalbox.testbed;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecordCheckTest {

    private static final List<String> SENT = List.of("a", "b", "c");

    @Test
    void theOrderDoesNotMatter() {
        assertThatCode(() -> RecordCheck.requireSame(SENT, List.of("c", "a", "b")))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsLostRepeatedOrForeignIsCounted() {
        assertThatThrownBy(() -> RecordCheck.requireSame(SENT, List.of("a", "a", "a", "x")))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("of 3 records: 2 lost, 2 repeated, 1 that were never sent");
    }

    @Test
    void nothingAtAllIsEverythingLost() {
        assertThatThrownBy(() -> RecordCheck.requireSame(SENT, List.of())).hasMessage("of 3 records: 3 lost");
    }
}
