package io.signalbox.controlplane.access;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a token may do. */
enum Role {
    ADMIN,
    /** Whatever changes nothing. */
    READ_ONLY;

    static final List<String> TEXTS = Arrays.stream(values()).map(Role::text).toList();

    static Role of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
