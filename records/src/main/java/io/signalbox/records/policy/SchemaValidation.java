package io.signalbox.records.policy;

import io.signalbox.proto.config.v1.WireSchemaValidation;
import io.signalbox.records.schema.JsonContent;
import io.signalbox.records.schema.RecordSchema;
import io.signalbox.records.schema.Schemas;
import io.signalbox.records.schema.WireFormat;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requires keys and values to be JSON, or what their schema in a registry says, each where there is one: a tombstone is valid.
 * What is nested under this policy may know the value's content. Where it is said of neither part that it is validated, the
 * value is.
 *
 * @param registry whose schemas they are valid by; empty: JSON without a schema
 * @param key what becomes of a record whose key is not valid; empty where keys are not looked at
 * @param value likewise of values
 * @param conditional whether a condition that depends on the record is nested under it, so that the content will be asked for
 * @param fields that the first policy nested under it looks for, so that they are found while a value is validated
 */
record SchemaValidation(
        Optional<UUID> registry,
        Optional<FailureMode> key,
        Optional<FailureMode> value,
        boolean conditional,
        Optional<Set<String>> fields)
        implements Step {

    /** @throws IllegalArgumentException when this release does not know what it says */
    static SchemaValidation of(WireSchemaValidation message) {
        Optional<UUID> registry = registry(message);
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
                ? new SchemaValidation(
                        registry, key, mode.or(() -> Optional.of(FailureMode.ERROR)), true, Optional.empty())
                : new SchemaValidation(registry, key, value, true, Optional.empty());
    }

    private static Optional<UUID> registry(WireSchemaValidation message) {
        return switch (message.getFormat()) {
            case SCHEMA_FORMAT_JSON -> Optional.empty();
            case SCHEMA_FORMAT_CONFLUENT_SCHEMA_REGISTRY -> Optional.of(UUID.fromString(message.getSchemaRegistryId()));
            case SCHEMA_FORMAT_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("this release does not know by what it validates");
        };
    }

    private static Optional<FailureMode> action(
            Optional<FailureMode> mode, Optional<FailureMode> own, @Nullable Boolean wanted) {
        if (wanted == null ? own.isEmpty() : !wanted) {
            return Optional.empty();
        }
        return mode.or(() -> own).or(() -> Optional.of(FailureMode.ERROR));
    }

    @Override
    public Step above(List<RecordPolicy> children) {
        return new SchemaValidation(
                registry,
                key,
                value,
                children.stream().anyMatch(child -> child.condition().isPresent()),
                children.stream()
                        .map(child -> child.step().fields())
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    @Override
    public Result apply(RecordInHand record) {
        Part keyPart = read("the key", record.record().key(), key, record, Optional.empty());
        Part valuePart = read("the value", record.record().value(), value, record, fields);
        Optional<Result> held = keyPart.held().or(valuePart::held);
        if (held.isPresent()) {
            return held.get();
        }
        record.validated(
                registry.isPresent() ? WireFormat.PREFIX_BYTES : 0,
                keyPart.failure().isEmpty() && valuePart.failure().isEmpty(),
                valuePart.content(),
                keyPart.schema(),
                valuePart.schema());
        return keyPart.failure().or(valuePart::failure).orElse(Result.DONE);
    }

    /**
     * What was found in a key or a value.
     *
     * @param content empty where there is none, or none was looked for
     * @param schema by which it is valid
     */
    private record Part(
            Optional<Supplier<Object>> content, Optional<Map<String, Object>> schema, Optional<Result> failure) {

        static final Part NOTHING = new Part(Optional.empty(), Optional.empty(), Optional.empty());

        static Part failed(Result failure) {
            return new Part(Optional.empty(), Optional.empty(), Optional.of(failure));
        }

        /** Where it cannot be told whether it is valid. */
        Optional<Result> held() {
            return failure.filter(result -> !(result instanceof Failed));
        }
    }

    private Part read(
            String name,
            @Nullable ByteBuffer bytes,
            Optional<FailureMode> mode,
            RecordInHand record,
            Optional<Set<String>> wanted) {
        if (bytes == null || mode.isEmpty()) {
            return Part.NOTHING;
        }
        try {
            if (registry.isPresent()) {
                return bySchema(name, registry.get(), bytes, mode.get(), record.schemas());
            }
            return wanted.isPresent() ? json(bytes, wanted.get(), record) : json(bytes);
        } catch (IllegalArgumentException e) {
            return Part.failed(new Failed(mode.get(), name + " " + e.getMessage()));
        }
    }

    private Part json(ByteBuffer bytes) {
        if (!conditional) {
            JsonContent.check(bytes);
            return new Part(Optional.of(() -> JsonContent.read(bytes)), Optional.empty(), Optional.empty());
        }
        Object content = JsonContent.read(bytes);
        return new Part(Optional.of(() -> content), Optional.empty(), Optional.empty());
    }

    /** The value, read once for all. */
    private Part json(ByteBuffer bytes, Set<String> wanted, RecordInHand record) {
        byte[] text = new byte[bytes.remaining()];
        bytes.duplicate().get(text);
        JsonFields.Found found = JsonFields.read(text, wanted, conditional);
        record.found(bytes, text, found);
        Supplier<Object> content = () -> found.content().orElseGet(() -> JsonContent.read(bytes));
        return new Part(Optional.of(content), Optional.empty(), Optional.empty());
    }

    private static Part bySchema(String name, UUID registry, ByteBuffer bytes, FailureMode mode, Schemas schemas) {
        int id = WireFormat.schemaId(bytes);
        return schemas.find(registry, id)
                .match(
                        ready -> valid(ready.schema(), id, bytes),
                        useless -> Part.failed(
                                new Failed(mode, name + " has the schema " + id + ", which " + useless.reason())),
                        awaited -> Part.failed(new Awaited(awaited.until())),
                        unavailable -> Part.failed(new Unavailable(
                                "the schema " + id + " cannot be had from its registry: " + unavailable.reason())));
    }

    private static Part valid(RecordSchema schema, int id, ByteBuffer bytes) {
        return new Part(
                Optional.of(schema.check(WireFormat.payload(bytes))), Optional.of(schema.fields(id)), Optional.empty());
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
