package io.signalbox.controlplane.paging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    @Test
    void aCursorIsReadAsItWasWritten() {
        Cursor cursor = new Cursor(Instant.parse("2026-08-21T10:15:30.123456Z"), UUID.randomUUID());

        assertThat(Cursor.decode(cursor.encode())).contains(cursor);
        assertThat(cursor.encode()).matches("[A-Za-z0-9_-]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "%%%", "MTox", "1:2:3", "ÿ"})
    void whatWasNotIssuedHereIsNoCursor(String text) {
        assertThat(Cursor.decode(text)).isEmpty();
    }

    @Test
    void aLongTextIsNotEvenLookedAt() {
        String text = Base64.getUrlEncoder().encodeToString(new byte[1_000]);

        assertThat(Cursor.decode(text)).isEmpty();
    }
}
