package io.signalbox.records.policy;

import io.signalbox.proto.config.v1.SchemaFormat;
import io.signalbox.proto.config.v1.WireSchemaValidation;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Requires keys and values to be JSON, each where there is one: a tombstone is valid. What is nested under this policy may know
 * the value's content. Where it is said of neither part that it is validated, the value is.
 *
 * @param key what becomes of a record whose key is not valid; empty where keys are not looked at
 * @param value likewise of values
 */
record SchemaValidation(Optional<FailureMode> key, Optional<FailureMode> value) implements Step {

    /** @throws IllegalArgumentException when this release does not know what it says */
    static SchemaValidation of(WireSchemaValidation message) {
        if (message.getFormat() != SchemaFormat.SCHEMA_FORMAT_JSON) {
            throw new IllegalArgumentException("this release knows no schema registries");
        }
        Optional<FailureMode> mode = FailureMode.of(message.getFailureMode());
        Optional<FailureMode> key = action(
                mode,
                FailureMode.of(message.getKeyAction()),
                message.hasValidateKey() ? message.getValidateKey() : null);
        Optional<FailureMode> value = action(
                mode,
                FailureMode.of(message.getValueAction()),
                message.hasValidateValue() ? message.getValidateValue() : null);
        boolean neither = key.isEmpty() && value.isEmpty() && !message.hasValidateKey() && !message.hasValidateValue();
        return neither
                ? new SchemaValidation(key, mode.or(() -> Optional.of(FailureMode.ERROR)))
                : new SchemaValidation(key, value);
    }

    private static Optional<FailureMode> action(
            Optional<FailureMode> mode, Optional<FailureMode> own, @Nullable Boolean wanted) {
        if (wanted == null ? own.isEmpty() : !wanted) {
            return Optional.empty();
        }
        return mode.or(() -> own).or(() -> Optional.of(FailureMode.ERROR));
    }

    @Override
    public Result apply(RecordInHand record) {
        Part keyPart = read("the key", record.record().key(), key);
        Part valuePart = read("the value", record.record().value(), value);
        record.validated(keyPart.failure().isEmpty() && valuePart.failure().isEmpty(), valuePart.content());
        return keyPart.failure().or(valuePart::failure).orElse(Result.DONE);
    }

    /**
     * What was found in a key or a value.
     *
     * @param content empty where there is none, or none was looked for
     */
    private record Part(Optional<Object> content, Optional<Result> failure) {

        static final Part NOTHING = new Part(Optional.empty(), Optional.empty());
    }

    private static Part read(String name, @Nullable ByteBuffer bytes, Optional<FailureMode> mode) {
        if (bytes == null || mode.isEmpty()) {
            return Part.NOTHING;
        }
        try {
            return new Part(Optional.of(JsonContent.read(bytes)), Optional.empty());
        } catch (IllegalArgumentException e) {
            return new Part(Optional.empty(), Optional.of(new Failed(mode.get(), name + " " + e.getMessage())));
        }
    }

    @Override
    public boolean canHide() {
        return hides(key) || hides(value);
    }

    private static boolean hides(Optional<FailureMode> mode) {
        return mode.filter(is -> is == FailureMode.ERROR || is == FailureMode.SKIP)
                .isPresent();
    }
}
