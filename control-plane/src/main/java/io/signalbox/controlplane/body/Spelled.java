package io.signalbox.controlplane.body;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A value of which the API knows a few, each by one spelling: an enum, so that nobody can forget one or invent another. */
public interface Spelled {

    /** The name of the constant. */
    String name();

    /** As the API writes it, and the database. */
    @JsonValue
    default String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static <E extends Spelled> Optional<E> of(String text, E[] values) {
        return Arrays.stream(values).filter(one -> one.text().equals(text)).findFirst();
    }

    static List<String> texts(Spelled[] values) {
        return Arrays.stream(values).map(Spelled::text).toList();
    }
}
