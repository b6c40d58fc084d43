package io.signalbox.controlplane.body;

import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads a JSON object property by property and remembers what is wrong with it, so that all of it can be answered at
 * once. Where a value is wrong, a placeholder stands in until {@link #check} refuses. A property that is not read
 * is wrong too.
 */
public final class BodyReader {

    private final JsonNode node;
    private final String path;
    private final boolean replaces;
    private final InvalidParameters invalid;
    private final Set<String> known = new HashSet<>();
    private final List<BodyReader> children = new ArrayList<>();
    private boolean lenient;

    /**
     * Takes a parsed body.
     *
     * @param replaces whether this is a PUT, which may carry what GET returned
     */
    BodyReader(JsonNode node, boolean replaces) {
        this(node, "", replaces, new InvalidParameters());
    }

    private BodyReader(JsonNode node, String path, boolean replaces, InvalidParameters invalid) {
        this.node = node;
        this.path = path;
        this.replaces = replaces;
        this.invalid = invalid;
    }

    /**
     * Takes a part of a larger document.
     *
     * @param path where it stands there
     * @param replaces whether it is about something that is there already, as with a PUT
     */
    public static BodyReader part(JsonNode node, String path, boolean replaces) {
        return new BodyReader(node, path, replaces, new InvalidParameters());
    }

    /** Whether this is a PUT. */
    public boolean replaces() {
        return replaces;
    }

    public boolean has(String name) {
        known.add(name);
        return node.has(name);
    }

    /** Whether the property is there and an object, so that there is something to be said about its inside. */
    public boolean hasObject(String name) {
        return has(name) && node.get(name).isObject();
    }

    /** Whether the property is there and a text, where it may also be something else. */
    public boolean hasText(String name) {
        return has(name) && node.get(name).isString();
    }

    /** Whether the property is there and {@code null}, which in a PATCH clears it. */
    public boolean isNull(String name) {
        return has(name) && node.get(name).isNull();
    }

    public Optional<String> text(String name, TextRule rule) {
        if (!has(name)) {
            return Optional.empty();
        }
        JsonNode value = node.get(name);
        if (!value.isString()) {
            refuse(name, "is_string", "must be a string");
            return Optional.empty();
        }
        Optional<InvalidParameter> wrong = rule.check(field(name), value.stringValue());
        wrong.ifPresent(invalid::add);
        return wrong.isPresent() ? Optional.empty() : Optional.of(value.stringValue());
    }

    public String requiredText(String name, TextRule rule) {
        require(name);
        return text(name, rule).orElse("");
    }

    /** A secret is required, but for a PUT, where leaving it out keeps the stored one: empty then. */
    public String secretText(String name, TextRule rule) {
        return replaces ? text(name, rule).orElse("") : requiredText(name, rule);
    }

    public Optional<String> choice(String name, List<String> choices) {
        Optional<String> value = text(name, TextRule.anything(0, Integer.MAX_VALUE));
        if (value.isPresent() && !choices.contains(value.get())) {
            invalid.add(InvalidParameter.choice(field(name), choices));
            return Optional.empty();
        }
        return value;
    }

    /** One of these. */
    public <E extends Spelled> Optional<E> choice(String name, E[] choices) {
        return choice(name, Spelled.texts(choices)).flatMap(text -> Spelled.of(text, choices));
    }

    /** One of these; the first stands in where there is none. */
    public <E extends Spelled> E requiredChoice(String name, E[] choices) {
        require(name);
        return choice(name, choices).orElse(choices[0]);
    }

    public String requiredChoice(String name, List<String> choices) {
        require(name);
        return choice(name, choices).orElse("");
    }

    public Optional<Boolean> flag(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        if (!node.get(name).isBoolean()) {
            refuse(name, "is_boolean", "must be true or false");
            return Optional.empty();
        }
        return Optional.of(node.get(name).booleanValue());
    }

    public boolean requiredFlag(String name) {
        require(name);
        return flag(name).orElse(false);
    }

    public Optional<Integer> integer(String name, int min, int max) {
        if (!has(name)) {
            return Optional.empty();
        }
        JsonNode value = node.get(name);
        // 1.0 is an integer to JSON Schema; 1e400000000 must not be expanded to find out.
        if (!value.isIntegralNumber() && !(value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue()))) {
            refuse(name, "is_integer", "must be an integer");
            return Optional.empty();
        }
        double number = value.doubleValue();
        if (number < min) {
            invalid.add(InvalidParameter.minimum(field(name), "min", min, "must not be less than " + min));
            return Optional.empty();
        }
        if (number > max) {
            invalid.add(InvalidParameter.maximum(field(name), "max", max, "must not be greater than " + max));
            return Optional.empty();
        }
        return Optional.of((int) number);
    }

    public Optional<Integer> requiredInteger(String name, int min, int max) {
        require(name);
        return integer(name, min, max);
    }

    public Optional<BodyReader> object(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        if (!node.get(name).isObject()) {
            refuse(name, "is_object", "must be an object");
            return Optional.empty();
        }
        return Optional.of(child(node.get(name), field(name)));
    }

    /** An empty object stands in for a missing one: callers may read on, what they then miss is not reported. */
    public BodyReader requiredObject(String name) {
        require(name);
        return object(name)
                .orElseGet(() -> new BodyReader(
                        JsonNodeFactory.instance.objectNode(), field(name), replaces, new InvalidParameters()));
    }

    /** The items of an array, of which there must be {@code min} to {@code max}; none when the property is absent. */
    public <T> List<T> list(String name, int min, int max, Function<ItemReader, Optional<T>> read) {
        if (!has(name)) {
            return List.of();
        }
        JsonNode value = node.get(name);
        if (!value.isArray()) {
            refuse(name, "is_array", "must be an array");
            return List.of();
        }
        if (value.size() < min) {
            invalid.add(InvalidParameter.minimum(
                    field(name), "min_items", min, "must not have fewer than " + min + " items"));
        }
        if (value.size() > max) {
            invalid.add(InvalidParameter.maximum(
                    field(name), "max_items", max, "must not have more than " + max + " items"));
            return List.of();
        }
        List<T> items = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            read.apply(new ItemReader(this, value.get(i), field(name) + "[" + i + "]"))
                    .ifPresent(items::add);
        }
        return List.copyOf(items);
    }

    public <T> List<T> requiredList(String name, int min, int max, Function<ItemReader, Optional<T>> read) {
        require(name);
        return list(name, min, max, read);
    }

    /** Labels as contract section 1.5 has them. */
    public Optional<Map<String, String>> labels() {
        return has("labels")
                ? Optional.of(Labels.read(node.get("labels"), field("labels"), invalid))
                : Optional.empty();
    }

    /** An object of which nobody here knows what is in it. */
    public Optional<Map<String, Object>> freeObject(String name) {
        return object(name).map(found -> {
            found.ignoreRest();
            return FreeObject.of(found.node);
        });
    }

    /** Properties that only the server sets: a PUT may carry them, and they say nothing. */
    public void readOnly(String... names) {
        if (replaces) {
            known.addAll(Set.of(names));
        }
    }

    public void refuse(String name, String rule, String reason) {
        invalid.add(InvalidParameter.standard(field(name), rule, reason));
    }

    /** Leaves the rest of this object alone: what it should be cannot be known. */
    public void ignoreRest() {
        lenient = true;
    }

    /** The full path of a property. */
    public String field(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Whether nothing is wrong; to be asked when everything has been read. */
    public boolean isClean() {
        return invalid().isEmpty();
    }

    /** All that is wrong so far, to be added to. */
    public InvalidParameters invalid() {
        reportUnknown();
        return invalid.copy();
    }

    /**
     * To be called when everything has been read.
     *
     * @throws io.signalbox.controlplane.problem.Problem.Invalid when anything is wrong
     */
    public void check() {
        invalid().check();
    }

    BodyReader child(JsonNode value, String childPath) {
        BodyReader child = new BodyReader(value, childPath, replaces, invalid);
        children.add(child);
        return child;
    }

    void add(InvalidParameter item) {
        invalid.add(item);
    }

    private void require(String name) {
        if (!has(name)) {
            invalid.add(InvalidParameter.required(field(name)));
        }
    }

    private void reportUnknown() {
        if (!lenient) {
            for (String name : node.propertyNames()) {
                if (!known.contains(name)) {
                    refuse(name, "unknown_property", "is not a known property");
                }
            }
        }
        children.forEach(BodyReader::reportUnknown);
    }
}
