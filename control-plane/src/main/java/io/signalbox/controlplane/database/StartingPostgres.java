package io.signalbox.controlplane.database;

import io.signalbox.controlplane.state.StartException;
import io.signalbox.controlplane.state.StateDirectory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** An embedded database that starts beside what does not need it yet: to unpack and make one takes seconds. */
public final class StartingPostgres implements AutoCloseable {

    private final CompletableFuture<EmbeddedPostgres> start = new CompletableFuture<>();

    private StartingPostgres() {}

    public static StartingPostgres begin(StateDirectory state) {
        StartingPostgres starting = new StartingPostgres();
        new Thread(() -> starting.run(state), "embedded-database").start();
        return starting;
    }

    /**
     * Waits for it.
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
    public void close() {
        start.thenAccept(EmbeddedPostgres::close).exceptionally(failed -> null).join();
    }

    private void run(StateDirectory state) {
        try {
            start.complete(EmbeddedPostgres.start(state));
        } catch (RuntimeException | Error e) {
            start.completeExceptionally(e);
        }
    }
}
