package io.signalbox.controlplane.paging;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/** One page of a collection: contract section 1.3. */
public record Page<T>(Meta meta, List<T> data) {

    public Page {
        data = List.copyOf(data);
    }

    /** All there is, on one page. */
    public static <T> Page<T> whole(String path, List<T> data) {
        return new Page<>(new Meta(new Position(path, Optional.empty(), Optional.empty(), data.size())), data);
    }

    public record Meta(Position page) {}

    /** {@code next} and {@code previous} are always written, as {@code null} when there is none: clients look. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Position(String first, Optional<String> next, Optional<String> previous, int size) {}
}
