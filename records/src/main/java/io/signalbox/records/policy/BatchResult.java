package io.signalbox.records.policy;

import java.nio.ByteBuffer;
import java.util.List;
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
            Function<Ended, T> ended);

    /** It goes on with all its bytes as they are. */
    record Unchanged() implements BatchResult {
        @Override
        public <T> T match(
                Supplier<T> unchanged,
                Function<Changed, T> changed,
                Function<Refused, T> refused,
                Function<Ended, T> ended) {
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
                Function<Ended, T> ended) {
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
                Function<Ended, T> ended) {
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
                Function<Ended, T> ended) {
            return ended.apply(this);
        }
    }

    /**
     * What is wrong with a record of a batch.
     *
     * @param index of the record in its batch
     */
    record RecordProblem(int index, String reason) {}
}
