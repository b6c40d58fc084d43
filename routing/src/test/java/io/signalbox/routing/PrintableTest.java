package io.signalbox.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "broker-1.internal:9092", "cn=grüße, o=例え", "a \"word\""})
    void whatPeopleWriteStaysAsItIs(String text) {
        assertThat(Printable.of(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000", "\u001b", "\u007f", "\u0085", "\u009b", "\u2028", "\u202e", "\u200b", "\ud800", "\ue000"
            })
    void whatMovesACursorOrIsNotSeenBecomesAQuestionMark(String hidden) {
        assertThat(Printable.of("a" + hidden + "b")).isEqualTo("a?b");
        assertThat(Printable.name("a" + hidden + "b")).isEqualTo("a?b");
    }

    @Test
    void aTextOfSeveralLinesIsOne() {
        assertThat(Printable.of("a\nb\r\n\tc")).isEqualTo("a b   c");
    }

    @Test
    void aLongTextIsCut() {
        assertThat(Printable.of("x".repeat(5_000)))
                .hasSize(Printable.MAX_LENGTH + 1)
                .endsWith("x…");
    }

    @Test
    void aQuotedTextDoesNotEndItsQuotes() {
        assertThat(Printable.quoted("x\" reason=\"y")).isEqualTo("x' reason='y");
        assertThat(Printable.name("x\" reason=\"y")).isEqualTo("x? reason=?y");
    }
}
