package io.signalbox.controlplane.problem;

import java.util.List;

/** One thing wrong with a request, in exactly one of the shapes of contract section 1.9. */
public sealed interface InvalidParameter {

    String field();

    String rule();

    String reason();

    /** The same of another field. */
    InvalidParameter at(String other);

    static InvalidParameter required(String field) {
        return standard(field, "required", "is a required field");
    }

    static InvalidParameter standard(String field, String rule, String reason) {
        return new Standard(field, rule, reason, "body");
    }

    static InvalidParameter query(String field, String rule, String reason) {
        return new Standard(field, rule, reason, "query");
    }

    static InvalidParameter path(String field, String reason) {
        return new Standard(field, "invalid", reason, "path");
    }

    static InvalidParameter minimum(String field, String rule, long minimum, String reason) {
        return new Minimum(field, rule, minimum, reason, "body");
    }

    static InvalidParameter maximum(String field, String rule, long maximum, String reason) {
        return new Maximum(field, rule, maximum, reason, "body");
    }

    static InvalidParameter choice(String field, List<String> choices) {
        return new Choice(field, "enum", choices, "must be one of the choices", "body");
    }

    record Standard(String field, String rule, String reason, String source) implements InvalidParameter {

        @Override
        public InvalidParameter at(String other) {
            return new Standard(other, rule, reason, source);
        }
    }

    record Minimum(String field, String rule, long minimum, String reason, String source) implements InvalidParameter {

        @Override
        public InvalidParameter at(String other) {
            return new Minimum(other, rule, minimum, reason, source);
        }
    }

    record Maximum(String field, String rule, long maximum, String reason, String source) implements InvalidParameter {

        @Override
        public InvalidParameter at(String other) {
            return new Maximum(other, rule, maximum, reason, source);
        }
    }

    record Choice(String field, String rule, List<String> choices, String reason, String source)
            implements InvalidParameter {

        @Override
        public InvalidParameter at(String other) {
            return new Choice(other, rule, choices, reason, source);
        }
    }

    record Dependent(String field, String rule, List<String> dependents, String reason, String source)
            implements InvalidParameter {

        @Override
        public InvalidParameter at(String other) {
            return new Dependent(other, rule, dependents, reason, source);
        }
    }
}
