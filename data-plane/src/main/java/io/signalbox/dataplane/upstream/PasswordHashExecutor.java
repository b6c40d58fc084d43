package io.signalbox.dataplane.upstream;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread for hashes that are slow on purpose, off the event loops; it ends when there is nothing to do. */
final class PasswordHashExecutor implements Executor {

    private static final int THREADS = 1;
    private static final int MAX_WAITING = 256;
    private static final int IDLE_SECONDS = 30;

    private final ThreadPoolExecutor pool = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            new DefaultThreadFactory("password-hash", true));

    PasswordHashExecutor() {
        pool.allowCoreThreadTimeOut(true);
    }

    /** Throws a {@link java.util.concurrent.RejectedExecutionException} when too many are waiting. */
    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }
}
