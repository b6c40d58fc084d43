package io.signalbox.dataplane.config;

import io.signalbox.credentials.SecretText;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads texts that may refer to the node's environment. */
record SecretReader(NodeEnvironment node) {

    /**
     * What {@code parser} makes of a text whose references are resolved.
     *
     * @throws IllegalArgumentException naming the property and what is wrong with it
     */
    <T> T read(String property, String text, Function<String, T> parser) {
        return named(property, () -> parser.apply(SecretText.parse(text).resolve(node.variables())));
    }

    static <T> T named(String property, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("its " + property + " " + e.getMessage(), e);
        }
    }
}
