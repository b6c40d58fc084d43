package io.signalbox.dataplane.config;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which configuration comes in, is applied and reported. A task that fails is logged, and those that
 * repeat go on. After {@link #close} tasks are dropped.
 */
public final class ConfigThread implements Executor, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigThread.class);

    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "config"));

    public ConfigThread() {
        thread.setRemoveOnCancelPolicy(true);
    }

    @Override
    public void execute(Runnable task) {
        after(Duration.ZERO, task);
    }

    public void after(Duration delay, Runnable task) {
        try {
            var unused = thread.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("dropped a task: the node stops");
        }
    }

    public void every(Duration interval, Runnable task) {
        var unused = thread.scheduleWithFixedDelay(
                guarded(task), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs a task and waits for it, up to {@code limit}; false when it did not end in time. */
    public boolean runAndWait(Duration limit, Runnable task) {
        try {
            thread.submit(guarded(task)).get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.debug("a task was not waited for: cause={}", e.toString());
            return false;
        }
    }

    @Override
    public void close() {
        var dropped = thread.shutdownNow();
        LOG.debug("config thread ends: dropped_tasks={}", dropped.size());
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a task of the config thread failed", e);
            }
        };
    }
}
