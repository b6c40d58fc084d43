package io.signalbox.controlplane.paging;

import io.signalbox.controlplane.problem.Ids;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The query parameters of a list: pages and filters. Other parameters are ignored. */
public final class ListQuery {

    public static final String NAME_CONTAINS = "filter[name][contains]";

    static final String SIZE = "page[size]";
    static final String AFTER = "page[after]";

    private static final int DEFAULT_SIZE = 100;
    private static final int MAX_SIZE = 1_000;
    private static final int MAX_FILTER_LENGTH = 255;

    private final String path;
    private final Map<String, String> parameters;

    public ListQuery(String path, Map<String, String> parameters) {
        this.path = path;
        this.parameters = Map.copyOf(parameters);
    }

    public String path() {
        return path;
    }

    /** Any other parameter; one without a value counts as absent. */
    public Optional<String> value(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(text -> !text.isEmpty());
    }

    /**
     * Reads a page and the filters that this collection has: {@link #NAME_CONTAINS} and, at most one, a reference.
     *
     * @throws io.signalbox.controlplane.problem.Problem.Invalid with everything that is wrong
     */
    public PageRequest page(String... filters) {
        InvalidParameters invalid = new InvalidParameters();
        Map<String, String> repeated = new TreeMap<>();
        String name = "";
        Optional<UUID> reference = Optional.empty();
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            String key = parameter.getKey();
            if (!key.startsWith("filter")) {
                continue;
            }
            if (!List.of(filters).contains(key)) {
                invalid.add(InvalidParameter.query(key, "unknown_property", "is not a filter of this collection"));
            } else if (key.equals(NAME_CONTAINS)) {
                name = contains(parameter.getValue(), invalid);
                repeated.put(key, name);
            } else if (!parameter.getValue().isEmpty()) {
                reference = reference(key, parameter.getValue(), invalid);
                repeated.put(key, parameter.getValue());
            }
        }
        int size = size(invalid);
        if (!parameters.getOrDefault(SIZE, "").isEmpty()) {
            repeated.put(SIZE, "" + size);
        }
        Cursor after = after(invalid);
        invalid.check();
        return new PageRequest(path, size, after, name, reference, repeated);
    }

    private static String contains(String text, InvalidParameters invalid) {
        if (text.length() > MAX_FILTER_LENGTH || text.indexOf('\0') >= 0) {
            invalid.add(InvalidParameter.query(
                    NAME_CONTAINS,
                    "invalid",
                    "must have at most " + MAX_FILTER_LENGTH + " characters, without U+0000"));
            return "";
        }
        return text;
    }

    private static Optional<UUID> reference(String key, String text, InvalidParameters invalid) {
        Optional<UUID> id = Ids.parse(text);
        if (id.isEmpty()) {
            invalid.add(InvalidParameter.query(key, "is_uuid", "must be a UUID"));
        }
        return id;
    }

    private int size(InvalidParameters invalid) {
        String text = parameters.getOrDefault(SIZE, "");
        if (text.isEmpty()) {
            return DEFAULT_SIZE;
        }
        if (!text.matches("-?\\d{1,200}")) {
            invalid.add(InvalidParameter.query(SIZE, "is_integer", "must be an integer"));
            return DEFAULT_SIZE;
        }
        BigInteger size = new BigInteger(text); // a number may have any count of digits
        if (size.signum() < 1) {
            invalid.add(new InvalidParameter.Minimum(SIZE, "min", 1, "must not be less than 1", "query"));
            return DEFAULT_SIZE;
        }
        return size.min(BigInteger.valueOf(MAX_SIZE)).intValue();
    }

    private Cursor after(InvalidParameters invalid) {
        String text = parameters.getOrDefault(AFTER, "");
        Optional<Cursor> cursor = text.isEmpty() ? Optional.of(Cursor.START) : Cursor.decode(text);
        if (cursor.isEmpty()) {
            invalid.add(InvalidParameter.query(AFTER, "invalid", "is not a cursor of this server"));
        }
        return cursor.orElse(Cursor.START);
    }
}
