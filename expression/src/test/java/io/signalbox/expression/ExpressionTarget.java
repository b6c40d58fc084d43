package io.signalbox.expression;

import io.signalbox.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Expressions as users write them: the first byte tells the place. What can be parsed is evaluated as well. */
final class ExpressionTarget implements FuzzTarget {

    private static final List<Place> PLACES = List.of(Place.values());

    private static final Map<String, Object> FIELDS = Map.of(
            "context",
            Map.of("auth", Map.of("principal", Map.of("name", "alice"), "type", "sasl"), "topic", Map.of("name", "t")),
            "record",
            Map.of("headers", Map.of("h", "v"), "value", Map.of("content", Map.of("a", List.of(1, 2)))));

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "\0context.auth.principal.name == 'alice'",
                        "\1${context.auth.principal.name.startsWith('a') && true}",
                        "\2context.topic.name.matches('^t.*$') || 'h' in record.headers",
                        "\3record.value.content.a[0] > 1 ? true : false",
                        "\4['a', context.auth.principal.name + '-x']",
                        "\5record.value.content.a.map(x, string(x))",
                        "\0[1, 2, 3].exists(x, x == 2) && size('abc') == 3")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void read(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Place place = PLACES.get(Math.floorMod(input[0], PLACES.size()));
        try {
            Expression expression =
                    Expression.parse(place, new String(input, 1, input.length - 1, StandardCharsets.UTF_8));
            expression.since();
            evaluate(expression::holds);
            evaluate(expression::texts);
        } catch (IllegalArgumentException e) {
            if (e.getMessage() == null) {
                throw new AssertionError("no reason for users", e);
            }
        }
    }

    private interface Evaluation {
        Object of(Map<String, ?> fields);
    }

    private static void evaluate(Evaluation evaluation) {
        try {
            evaluation.of(FIELDS);
        } catch (IllegalArgumentException e) {
            if (e.getMessage() == null) {
                throw new AssertionError("no reason for users", e);
            }
        }
    }
}
