package io.signalbox.controlplane.body;

import io.signalbox.controlplane.problem.InvalidParameter;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One item of an array in a body. */
public final class ItemReader {

    private final BodyReader owner;
    private final JsonNode node;
    private final String field;

    ItemReader(BodyReader owner, JsonNode node, String field) {
        this.owner = owner;
        this.node = node;
        this.field = field;
    }

    public Optional<String> text(TextRule rule) {
        if (!node.isString()) {
            refuse("is_string", "must be a string");
            return Optional.empty();
        }
        Optional<InvalidParameter> wrong = rule.check(field, node.stringValue());
        wrong.ifPresent(owner::add);
        return wrong.isPresent() ? Optional.empty() : Optional.of(node.stringValue());
    }

    private Optional<String> choice(List<String> choices) {
        Optional<String> value = text(TextRule.anything(0, Integer.MAX_VALUE));
        if (value.isPresent() && !choices.contains(value.get())) {
            owner.add(InvalidParameter.choice(field, choices));
            return Optional.empty();
        }
        return value;
    }

    /** One of these. */
    public <E extends Spelled> Optional<E> choice(E[] choices) {
        return choice(Spelled.texts(choices)).flatMap(text -> Spelled.of(text, choices));
    }

    /** A text as it is, or an integer within these limits as text. */
    public Optional<String> textOrInteger(int min, int max) {
        if (node.isIntegralNumber()) {
            double number = node.doubleValue();
            if (number < min) {
                owner.add(InvalidParameter.minimum(field, "min", min, "must not be less than " + min));
            } else if (number > max) {
                owner.add(InvalidParameter.maximum(field, "max", max, "must not be greater than " + max));
            } else {
                return Optional.of(node.asString());
            }
            return Optional.empty();
        }
        if (!node.isString()) {
            refuse("is_string", "must be a string or an integer");
            return Optional.empty();
        }
        return Optional.of(node.stringValue());
    }

    public Optional<BodyReader> object() {
        if (!node.isObject()) {
            refuse("is_object", "must be an object");
            return Optional.empty();
        }
        return Optional.of(owner.child(node, field));
    }

    /** The full path of the item, such as {@code ports[1]}. */
    public String field() {
        return field;
    }

    public void refuse(String rule, String reason) {
        owner.add(InvalidParameter.standard(field, rule, reason));
    }
}
