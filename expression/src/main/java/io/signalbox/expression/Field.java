package io.signalbox.expression;

import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.util.Optional;

/** What an expression may refer to, in one place or another. */
enum Field {
    AUTH_TYPE("context.auth.type", SimpleType.STRING),
    PRINCIPAL_NAME("context.auth.principal.name", SimpleType.STRING),
    PRINCIPAL_ID("context.auth.principal.id", SimpleType.STRING, "1.2"),
    PRINCIPAL_METADATA("context.auth.principal.metadata", object(), "1.2"),
    TOKEN_CLAIMS("context.auth.token.claims", object()),
    TOPIC_NAME("context.topic.name", SimpleType.STRING),
    HEADERS("record.headers", MapType.create(SimpleType.STRING, SimpleType.STRING)),
    VALUE_VALIDATED("record.value.validated", SimpleType.BOOL),
    VALUE_CONTENT("record.value.content", SimpleType.DYN),
    VALUE_SCHEMA("record.value.schema", object(), "1.2"),
    VALUE_SCHEMA_METADATA("record.value.schema.metadata", "1.3"),
    KEY_SCHEMA("record.key.schema", object(), "1.2"),
    KEY_SCHEMA_METADATA("record.key.schema.metadata", "1.3");

    private final String path;
    private final Optional<CelType> type;
    private final Optional<String> since;

    Field(String path, CelType type) {
        this(path, Optional.of(type), Optional.empty());
    }

    Field(String path, CelType type, String since) {
        this(path, Optional.of(type), Optional.of(since));
    }

    /** One inside another. */
    Field(String path, String since) {
        this(path, Optional.empty(), Optional.of(since));
    }

    Field(String path, Optional<CelType> type, Optional<String> since) {
        this.path = path;
        this.type = type;
        this.since = since;
    }

    /** An object whose fields are unknown. */
    private static CelType object() {
        return MapType.create(SimpleType.STRING, SimpleType.DYN);
    }

    String path() {
        return path;
    }

    /** Empty for what is inside another. */
    Optional<CelType> type() {
        return type;
    }

    /** The release of nodes that know it, where it is not all of them. */
    Optional<String> since() {
        return since;
    }
}
