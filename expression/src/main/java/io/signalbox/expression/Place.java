package io.signalbox.expression;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;

/** Where an expression may stand, beside {@link PrincipalMapping}: what it gives there, and what it may refer to. */
public enum Place {
    /** For which connections a policy of a virtual cluster is applied. */
    CLUSTER_CONDITION(Result.BOOLEAN),

    /** For which connections a topic has an alias. */
    ALIAS_CONDITION(Result.BOOLEAN),

    /** To which records a policy is applied. */
    RECORD_CONDITION(Result.BOOLEAN, Field.TOPIC_NAME, Field.HEADERS),

    /** To which records a policy is applied that may know what is in them. */
    PARSED_RECORD_CONDITION(
            Result.BOOLEAN,
            Field.TOPIC_NAME,
            Field.HEADERS,
            Field.VALUE_VALIDATED,
            Field.VALUE_CONTENT,
            Field.VALUE_SCHEMA,
            Field.VALUE_SCHEMA_METADATA,
            Field.KEY_SCHEMA,
            Field.KEY_SCHEMA_METADATA),

    /** Which resources a rule is about. */
    RESOURCE_NAMES(Result.LIST_OF_TEXTS),

    /** Which fields of a record are encrypted or decrypted; a user's tool tests itself with one out of the record's content. */
    FIELD_PATHS(Result.LIST_OF_TEXTS, Field.HEADERS, Field.VALUE_CONTENT);

    private final Result result;

    @SuppressWarnings("ImmutableEnumChecker") // a copy that cannot be changed
    private final List<Field> fields;

    Place(Result result, Field... more) {
        this.result = result;
        List<Field> all = new ArrayList<>(List.of(
                Field.AUTH_TYPE,
                Field.PRINCIPAL_NAME,
                Field.PRINCIPAL_ID,
                Field.PRINCIPAL_METADATA,
                Field.TOKEN_CLAIMS));
        all.addAll(List.of(more));
        fields = List.copyOf(all);
    }

    List<Field> fields() {
        return fields;
    }

    Result result() {
        return result;
    }

    /** What an expression gives; one that is found out when it is run may give anything. */
    enum Result {
        BOOLEAN("true or false", SimpleType.BOOL, SimpleType.DYN),
        LIST_OF_TEXTS(
                "a list of texts", ListType.create(SimpleType.STRING), ListType.create(SimpleType.DYN), SimpleType.DYN);

        private final String words;

        @SuppressWarnings("ImmutableEnumChecker") // a list that cannot be changed
        private final List<CelType> types;

        Result(String words, CelType... types) {
            this.words = words;
            this.types = List.of(types);
        }

        String words() {
            return words;
        }

        boolean admits(CelType type) {
            return types.contains(type);
        }
    }
}
