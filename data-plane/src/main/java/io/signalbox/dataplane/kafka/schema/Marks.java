package io.signalbox.dataplane.kafka.schema;

import io.signalbox.dataplane.kafka.schema.MessageKind.Direction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which field of which API holds what: {@code marks.csv}, read once. */
final class Marks {

    /** In the place of an API: the header that all requests have. */
    private static final String REQUEST_HEADER = "REQUEST_HEADER";

    private static final String HARMLESS = "harmless";
    private static final int COLUMNS = 5;

    private static final Marks ALL = read();

    private final Map<String, Line> lines;

    /** A field's mark, or else why it needs none. */
    private record Line(Optional<Mark> mark, String reason) {}

    private Marks(Map<String, Line> lines) {
        this.lines = lines;
    }

    /** The mark of a field of the body; the names of a nested field are joined by dots. */
    static Optional<Mark> of(MessageKind kind, String field) {
        return ALL.find(kind.api().name(), kind.direction(), field).flatMap(Line::mark);
    }

    static Optional<Mark> ofHeader(MessageKind kind, String field) {
        return ALL.find(REQUEST_HEADER, kind.direction(), field).flatMap(Line::mark);
    }

    /** Why a field needs no mark; empty where it has one, and where it is not listed. */
    static Optional<String> harmless(MessageKind kind, String field) {
        return ALL.find(kind.api().name(), kind.direction(), field)
                .filter(line -> line.mark().isEmpty())
                .map(Line::reason);
    }

    /** All lines, each as API, direction and field, separated by commas. */
    static List<String> fields() {
        return List.copyOf(ALL.lines.keySet());
    }

    private Optional<Line> find(String api, Direction direction, String field) {
        return Optional.ofNullable(lines.get(key(api, direction.name().toLowerCase(Locale.ROOT), field)));
    }

    private static String key(String api, String direction, String field) {
        return api + "," + direction + "," + field;
    }

    private static Marks read() {
        InputStream file = Objects.requireNonNull(Marks.class.getResourceAsStream("marks.csv"));
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            Map<String, Line> lines = new HashMap<>();
            reader.lines().filter(line -> !line.startsWith("#")).forEach(line -> add(line, lines));
            return new Marks(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(String line, Map<String, Line> lines) {
        String[] columns = line.split(",", COLUMNS);
        boolean harmless = columns[3].equals(HARMLESS);
        Line value = harmless
                ? new Line(Optional.empty(), columns[4])
                : new Line(Optional.of(Mark.valueOf(columns[3].toUpperCase(Locale.ROOT))), "");
        if (lines.put(key(columns[0], columns[1], columns[2]), value) != null) {
            throw new IllegalStateException("two lines of marks.csv are about one field: " + line);
        }
    }
}
