package io.signalbox.controlplane.policy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.gateway.Need;
import io.signalbox.expression.Expression;
import io.signalbox.expression.Place;
import io.signalbox.proto.config.v1.WireNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Names to compare with, each a glob or a path: a list of them, or an expression that gives one.
 *
 * @param list empty if there is an expression
 */
public record Names(List<String> list, Optional<String> expression) {

    private static final String MATCH = "match";
    private static final int MAX_PATHS = 50;
    private static final TextRule NAME = TextRule.anything(0, Integer.MAX_VALUE);

    public Names {
        list = List.copyOf(list);
    }

    /** Of fields of a record. */
    static Names readPaths(BodyReader selector) {
        return read(selector, "paths", 1, MAX_PATHS, Place.FIELD_PATHS);
    }

    static Names read(BodyReader body, String property, int min, int max, Place place) {
        if (body.hasText(property)) {
            return new Names(
                    List.of(),
                    body.text(
                            property,
                            TextRule.checked(0, Expression.MAX_LENGTH, text -> Expression.problem(place, text))));
        }
        return new Names(
                body.requiredList(
                        property, min, max, item -> item.object().map(object -> object.requiredText(MATCH, NAME))),
                Optional.empty());
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Names stored(JsonNode json) {
        return json.isString()
                ? new Names(List.of(), Optional.of(json.stringValue()))
                : new Names(
                        json.valueStream()
                                .map(item -> item.get(MATCH).stringValue())
                                .toList(),
                        Optional.empty());
    }

    @JsonValue
    Object text() {
        return expression
                .<Object>map(text -> text)
                .orElseGet(() -> list.stream().map(name -> Map.of(MATCH, name)).toList());
    }

    /** What of its expression old nodes do not know. */
    Optional<Need> need(String field, Place place) {
        return expression.flatMap(
                text -> Need.of(field, Expression.parse(place, text).since()));
    }

    void write(WireNames.Builder message) {
        message.addAllNames(list).setExpression(expression.orElse(""));
    }
}
