package io.signalbox.controlplane.paging;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which page of a collection is wanted, and which of its rows. */
public record PageRequest(
        String path,
        int size,
        Cursor after,
        String nameContains,
        Optional<UUID> reference,
        Map<String, String> repeated) {

    public PageRequest {
        repeated = Map.copyOf(repeated);
    }

    /** The same with smaller pages, for rows that are long. */
    public PageRequest atMost(int rows) {
        return new PageRequest(path, Math.min(size, rows), after, nameContains, reference, repeated);
    }

    /** One row more than is shown tells whether there is another page. */
    public int limit() {
        return size + 1;
    }

    /** Makes the page out of the rows after {@link #after}, of which there are at most {@link #limit}. */
    public <R, T> Page<T> page(List<R> rows, Function<R, T> toRecord, Function<R, Cursor> cursor) {
        List<R> shown = rows.subList(0, Math.min(size, rows.size()));
        Optional<String> next = rows.size() > size
                ? Optional.of(link(cursor.apply(shown.get(size - 1)).encode()))
                : Optional.empty();
        Page.Position position = new Page.Position(link(""), next, Optional.empty(), size);
        return new Page<>(new Page.Meta(position), shown.stream().map(toRecord).toList());
    }

    private String link(String cursor) {
        String query = repeated.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
        String after = cursor.isEmpty() ? "" : encode(ListQuery.AFTER) + "=" + cursor;
        String joined = query.isEmpty() || after.isEmpty() ? query + after : query + "&" + after;
        return joined.isEmpty() ? path : path + "?" + joined;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
