package io.signalbox.records.policy;

import io.signalbox.expression.Expression;
import io.signalbox.expression.Place;
import io.signalbox.proto.config.v1.WireNames;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which fields of a record are meant.
 *
 * @param paths where they are known without it
 * @param expression gives them otherwise
 */
record FieldPaths(Set<String> paths, Optional<Expression> expression) {

    FieldPaths {
        paths = Set.copyOf(paths);
    }

    /** @throws IllegalArgumentException when the expression is none that this release knows */
    static FieldPaths of(WireNames names) {
        if (names.getExpression().isEmpty()) {
            return new FieldPaths(Set.copyOf(names.getNamesList()), Optional.empty());
        }
        try {
            return new FieldPaths(Set.of(), Optional.of(Expression.parse(Place.FIELD_PATHS, names.getExpression())));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("paths " + e.getMessage(), e);
        }
    }

    /** The same where no more is known than the client and the topic. */
    FieldPaths on(Map<String, Object> context) {
        if (expression.isEmpty()) {
            return this;
        }
        try {
            return new FieldPaths(Set.copyOf(expression.get().texts(context)), Optional.empty());
        } catch (IllegalArgumentException e) {
            return this; // it depends on the record
        }
    }

    /** @throws IllegalArgumentException when the expression fails for this record */
    Set<String> of(RecordInHand record) {
        return expression.isEmpty() ? paths : Set.copyOf(expression.get().texts(record.fields()));
    }
}
