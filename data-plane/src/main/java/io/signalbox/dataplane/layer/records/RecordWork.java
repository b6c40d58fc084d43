package io.signalbox.dataplane.layer.records;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What is to be done to the records of a message: here, as long as it is little, and elsewhere from where on it is more, or has to
 * wait for something. One thing after the other, so that no connection has more than one thread.
 */
final class RecordWork {

    /** What an event loop may do between two looks at its connections, of records that are not compressed. */
    static final int QUICK_BYTES = 64 * 1024;

    private static final int MAX_QUICK_JOBS = 32;

    /** So often all that a batch needs is there after it was waited for; what needs more never has it at once. */
    private static final int MAX_ROUNDS = 1_000;

    private static final CompletionStage<?> AT_ONCE = CompletableFuture.completedFuture(Boolean.TRUE);

    /** Work of its own: the batches of a partition. */
    interface Job {

        /** About how many bytes of records it has to look at. */
        long expectedBytes();

        /**
         * Does what can be done by now.
         *
         * @param limit of the bytes of a batch when it is not compressed
         * @return empty once it is done; otherwise what has to come before it is called again, which may be nothing
         */
        Optional<CompletionStage<?>> run(int limit);
    }

    private final List<? extends Job> jobs;
    private final RecordsClient client;
    private int done;
    private int rounds;

    RecordWork(List<? extends Job> jobs, RecordsClient client) {
        this.jobs = List.copyOf(jobs);
        this.client = client;
    }

    /** What a job returns that has more to do than an event loop may. */
    static Optional<CompletionStage<?>> elsewhere() {
        return Optional.of(AT_ONCE);
    }

    /** Empty where all of it was little, and is done; otherwise completes when it is, on the connection's event loop. */
    Optional<CompletionStage<?>> run() {
        Optional<CompletionStage<?>> left = isLittle() ? go(QUICK_BYTES) : elsewhere();
        // Whatever depends on it runs where it completes, also when it fails.
        return left.map(until -> goOnAfter(until).whenCompleteAsync((came, failure) -> {}, client.eventLoop()));
    }

    private boolean isLittle() {
        return jobs.size() <= MAX_QUICK_JOBS
                && jobs.stream().mapToLong(Job::expectedBytes).sum() <= QUICK_BYTES;
    }

    private Optional<CompletionStage<?>> go(int limit) {
        while (done < jobs.size()) {
            Optional<CompletionStage<?>> until = jobs.get(done).run(limit);
            if (until.isPresent()) {
                return until;
            }
            done++;
        }
        return Optional.empty();
    }

    private CompletionStage<?> goOnAfter(CompletionStage<?> until) {
        if (rounds++ > MAX_ROUNDS + jobs.size()) {
            return CompletableFuture.failedFuture(new IllegalStateException("work on records waits again and again"));
        }
        return until.handleAsync((came, failure) -> go(RecordsSession.MAX_BATCH_BYTES), client.workers())
                .thenCompose(
                        left -> left.<CompletionStage<?>>map(this::goOnAfter).orElse(AT_ONCE));
    }
}
