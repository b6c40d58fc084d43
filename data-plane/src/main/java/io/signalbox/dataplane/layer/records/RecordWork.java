package io.signalbox.dataplane.layer.records;

import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What is to be done to the records of a message: here, as long as it is little, and elsewhere from where on it is more, or has to
 * wait for something. One thing after the other, so that no connection has more than one thread. Elsewhere memory is taken from the
 * budget before it is used: for the batch at hand, and for what has been made of those before it.
 */
final class RecordWork {

    /** Memory for records that an event loop may work on between two looks at its connections. */
    static final int QUICK_BYTES = 64 * 1024;

    /** Memory for the records of a batch: many times what brokers take in their usual settings, and no more than the heap bears. */
    static final int MAX_BATCH_BYTES =
            (int) Math.min(128 * 1024 * 1024, Runtime.getRuntime().maxMemory() / 4);

    private static final int MAX_QUICK_JOBS = 32;

    /** Of a batch that needs more memory than was expected. */
    private static final int MORE = 4;

    /** What is made of a batch takes as much again. */
    private static final long ROOMS = 2;

    /** So often all that a batch needs is there after it was waited for; what needs more never has it at once. */
    private static final int MAX_ROUNDS = 1_000;

    private static final CompletionStage<?> AT_ONCE = CompletableFuture.completedFuture(Boolean.TRUE);
    private static final CompletionStage<?> WITH_MORE_MEMORY = CompletableFuture.completedFuture(Boolean.TRUE);

    /** Work of its own: the batches of a partition. */
    interface Job {

        /** About how much memory its records need. */
        long expectedBytes();

        /** The same of the largest batch. */
        long largestBatch();

        /** Bytes that have been made by now, and are still to be passed on. */
        long madeBytes();

        /**
         * Does what can be done by now.
         *
         * @param limit of the memory for the records of a batch
         * @return empty once it is done; otherwise what has to come before it is called again, which may be nothing
         */
        Optional<CompletionStage<?>> run(int limit);
    }

    private final List<? extends Job> jobs;
    private final RecordsClient client;
    private int done;
    private int rounds;
    private int limit = QUICK_BYTES;
    private long kept; // of the memory, for what has been made

    RecordWork(List<? extends Job> jobs, RecordsClient client) {
        this.jobs = List.copyOf(jobs);
        this.client = client;
    }

    /** What a job returns that needs more memory than it was given. */
    static Optional<CompletionStage<?>> elsewhere() {
        return Optional.of(WITH_MORE_MEMORY);
    }

    /** Empty where all of it was little, and is done; otherwise completes when it is, on the connection's event loop. */
    Optional<CompletionStage<?>> run() {
        boolean little = isLittle();
        for (Job job : jobs) {
            limit = (int) Math.max(limit, Math.min(MAX_BATCH_BYTES, job.largestBatch()));
        }
        Optional<CompletionStage<?>> left = little ? go(QUICK_BYTES) : Optional.of(AT_ONCE);
        // Whatever depends on it runs where it completes, also when it fails: what was made is written there, and gone.
        return left.map(until -> goOnAfter(until)
                .whenCompleteAsync((came, failure) -> client.memory().giveBack(kept), client.eventLoop()));
    }

    private boolean isLittle() {
        return jobs.size() <= MAX_QUICK_JOBS
                && jobs.stream().mapToLong(Job::expectedBytes).sum() <= QUICK_BYTES;
    }

    private Optional<CompletionStage<?>> go(int most) {
        while (done < jobs.size()) {
            Optional<CompletionStage<?>> until = jobs.get(done).run(most);
            if (until.isPresent()) {
                return until;
            }
            done++;
        }
        return Optional.empty();
    }

    @SuppressWarnings("ReferenceEquality") // it is that very one
    private CompletionStage<?> goOnAfter(CompletionStage<?> until) {
        if (rounds++ > MAX_ROUNDS + jobs.size()) {
            return CompletableFuture.failedFuture(new IllegalStateException("work on records waits again and again"));
        }
        if (until == WITH_MORE_MEMORY) {
            limit = (int) Math.min(MAX_BATCH_BYTES, (long) MORE * limit);
        }
        return until.handle((came, failure) -> came)
                .thenCompose(now -> goOn())
                .thenCompose(
                        left -> left.<CompletionStage<?>>map(this::goOnAfter).orElse(AT_ONCE));
    }

    /** In memory whose turn has come; who keeps some would make others wait for it, and gets more at once. */
    private CompletionStage<Optional<CompletionStage<?>>> goOn() {
        MemoryBudget.Share memory = client.memory();
        long room = ROOMS * limit;
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        if (kept > 0) {
            taken.complete(false);
        } else {
            memory.take(room, () -> taken.complete(true));
        }
        return taken.thenApplyAsync(
                isTaken -> {
                    if (!isTaken) {
                        memory.takeMore(room);
                    }
                    try {
                        return go(limit);
                    } finally {
                        keep(memory);
                        memory.giveBack(room);
                    }
                },
                client.workers());
    }

    private void keep(MemoryBudget.Share memory) {
        long made = jobs.stream().mapToLong(Job::madeBytes).sum();
        memory.takeMore(made - kept);
        kept = made;
    }
}
