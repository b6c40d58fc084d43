package io.signalbox.records.schema;

import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The schemas of registries, as far as they are known by now. */
@FunctionalInterface
public interface Schemas {

    /** There are no registries. */
    Schemas NONE = (registry, id) -> new Unavailable("there is no such schema registry");

    /** Answers at once. */
    Lookup find(UUID registry, int id);

    /** What is known of a schema. */
    sealed interface Lookup {

        <T> T match(
                Function<Ready, T> ready,
                Function<Useless, T> useless,
                Function<Awaited, T> awaited,
                Function<Unavailable, T> unavailable);
    }

    /** It is here. */
    record Ready(RecordSchema schema) implements Lookup {
        @Override
        public <T> T match(
                Function<Ready, T> ready,
                Function<Useless, T> useless,
                Function<Awaited, T> awaited,
                Function<Unavailable, T> unavailable) {
            return ready.apply(this);
        }
    }

    /** Nothing can be valid by it, now or in a while: it is not there, or cannot be read. */
    record Useless(String reason) implements Lookup {
        @Override
        public <T> T match(
                Function<Ready, T> ready,
                Function<Useless, T> useless,
                Function<Awaited, T> awaited,
                Function<Unavailable, T> unavailable) {
            return useless.apply(this);
        }
    }

    /**
     * It is being fetched.
     *
     * @param until completes, never exceptionally, when there is another answer
     */
    record Awaited(CompletionStage<?> until) implements Lookup {
        @Override
        public <T> T match(
                Function<Ready, T> ready,
                Function<Useless, T> useless,
                Function<Awaited, T> awaited,
                Function<Unavailable, T> unavailable) {
            return awaited.apply(this);
        }
    }

    /** It cannot be had at present, which says nothing of the record that names it. */
    record Unavailable(String reason) implements Lookup {
        @Override
        public <T> T match(
                Function<Ready, T> ready,
                Function<Useless, T> useless,
                Function<Awaited, T> awaited,
                Function<Unavailable, T> unavailable) {
            return unavailable.apply(this);
        }
    }
}
