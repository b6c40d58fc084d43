package io.signalbox.records.policy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** What becomes of a batch. */
public sealed interface BatchResult {

    /** See {@link Unchanged}. */
    BatchResult UNCHANGED = new Unchanged();

    <T> T match(
            Supplier<T> unchanged,
            Function<Changed, T> changed,
            Function<Refused, T> refused,
            Function<Ended, T> ended,
            Function<Unavailable, T> unavailable,
            Function<Awaited, T> awaited);

    /** It goes on with all its bytes as they are. */
    record Unchanged() implements BatchResult {
        @Override
        public <T> T match(
                Supplier<T> unchanged,
                Function<Changed, T> changed,
                Function<Refused, T> refused,
                Function<Ended, T> ended,
                Function<Unavailable, T> unavailable,
                Function<Awaited, T> awaited) {
            return unchanged.get();
        }
    }

    /** Another goes on in its place. */
    record Changed(ByteBuffer batch) implements BatchResult {
        @Override
        public <T> T match(
                Supplier<T> unchanged,
                Function<Changed, T> changed,
                Function<Refused, T> refused,
                Function<Ended, T> ended,
                Function<Unavailable, T> unavailable,
                Function<Awaited, T> awaited) {
            return changed.apply(this);
        }
    }

    /**
     * It does not go on, when produced.
     *
     * @param records those for which it is, by their index; none where it is for the batch itself
     * @param isCorrupt whether its bytes are not those that its checksum was made of
     */
    record Refused(List<RecordProblem> records, String reason, boolean isCorrupt) implements BatchResult {
        public Refused {
            records = List.copyOf(records);
        }

        @Override
        public <T> T match(
                Supplier<T> unchanged,
                Function<Changed, T> changed,
                Function<Refused, T> refused,
                Function<Ended, T> ended,
                Function<Unavailable, T> unavailable,
                Function<Awaited, T> awaited) {
            return refused.apply(this);
        }
    }

    /**
     * What is consumed ends in it: nothing behind it may be delivered.
     *
     * @param before what of it may be; none where that is nothing
     * @param offset of the record that may not
     */
    record Ended(List<ByteBuffer> before, long offset, String reason) implements BatchResult {
        public Ended {
            before = List.copyOf(before);
        }

        @Override
        public <T> T match(
                Supplier<T> unchanged,
                Function<Changed, T> changed,
                Function<Refused, T> refused,
                Function<Ended, T> ended,
                Function<Unavailable, T> unavailable,
                Function<Awaited, T> awaited) {
            return ended.apply(this);
        }
    }

    /**
     * A policy needs something that cannot be had at present: nothing is said of its records, and whoever writes or reads them has
     * to try again.
     *
     * @param before when consumed: what of it may be delivered; none where that is nothing
     */
    record Unavailable(List<ByteBuffer> before, String reason) implements BatchResult {
        public Unavailable {
            before = List.copyOf(before);
        }

        @Override
        public <T> T match(
                Supplier<T> unchanged,
                Function<Changed, T> changed,
                Function<Refused, T> refused,
                Function<Ended, T> ended,
                Function<Unavailable, T> unavailable,
                Function<Awaited, T> awaited) {
            return unavailable.apply(this);
        }
    }

    /**
     * Policies have asked for something that they need; they are to be applied anew after that.
     *
     * @param until completes when that is here, or cannot be had
     */
    record Awaited(CompletionStage<?> until) implements BatchResult {
        @Override
        public <T> T match(
                Supplier<T> unchanged,
                Function<Changed, T> changed,
                Function<Refused, T> refused,
                Function<Ended, T> ended,
                Function<Unavailable, T> unavailable,
                Function<Awaited, T> awaited) {
            return awaited.apply(this);
        }
    }

    /**
     * What is wrong with a record of a batch.
     *
     * @param index of the record in its batch
     */
    record RecordProblem(int index, String reason) {}
}
