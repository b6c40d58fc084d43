package io.signalbox.dataplane.connection;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for work on records that is too long for event loops: one for each core, which end when there is nothing to do. What waits
 * for them is bounded by the connections, none of which has more than one request and one response in work.
 */
final class RecordWorkers implements Executor {

    private static final int IDLE_SECONDS = 30;

    private final ThreadPoolExecutor pool;

    RecordWorkers() {
        int threads = Runtime.getRuntime().availableProcessors();
        pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("record-work", true));
        pool.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }
}
