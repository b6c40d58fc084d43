package io.signalbox.controlplane.database;

import io.signalbox.controlplane.state.StartException;
import io.signalbox.controlplane.state.StateDirectory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** An embedded database that starts beside what does not need it yet: to unpack and make one takes seconds. */
public final class StartingPostgres implements AutoCloseable {

    private final StateDirectory state;
    private final CompletableFuture<EmbeddedPostgres> start = new CompletableFuture<>();
    private boolean begun;

    public StartingPostgres(StateDirectory state) {
        this.state = state;
    }

    public synchronized void begin() {
        begun = true;
        new Thread(this::run, "embedded-database").start();
    }

    /**
     * Waits for it, once it has begun.
     *
     * @throws StartException when it cannot be started
     */
    public EmbeddedPostgres started() {
        try {
            return start.join();
        } catch (CompletionException e) {
            throw StartException.in(e).map(RuntimeException.class::cast).orElse(e);
        }
    }

    /** Stops what has been started, or is about to be. */
    @Override
    public synchronized void close() {
        if (!begun) {
            return;
        }
        start.thenAccept(EmbeddedPostgres::close).exceptionally(failed -> null).join();
    }

    private void run() {
        try {
            start.complete(EmbeddedPostgres.start(state));
        } catch (RuntimeException | Error e) {
            start.completeExceptionally(e);
        }
    }
}
