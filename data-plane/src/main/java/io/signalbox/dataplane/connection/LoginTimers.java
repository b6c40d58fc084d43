package io.signalbox.dataplane.connection;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a login waits for. For one event loop. */
final class LoginTimers {

    /** The node's own login is renewed when so many tenths of its time are over. */
    private static final int RENEWED_AFTER_TENTHS = 8;

    private final EventLoop eventLoop;
    private @Nullable ScheduledFuture<?> limit;
    private long beganNanos;
    private boolean cancelled;
    private @Nullable ScheduledFuture<?> delay;
    private @Nullable ScheduledFuture<?> expiry;
    private @Nullable ScheduledFuture<?> renewal;

    LoginTimers(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    /** Starts the time within which the client must be through, unless it runs. */
    void limit(int seconds, Runnable onEnd) {
        if (limit == null) {
            beganNanos = System.nanoTime();
            limit = eventLoop.schedule(onEnd, seconds, TimeUnit.SECONDS);
        }
    }

    /** How long the client has been at it; empty when its time does not run. */
    Optional<Duration> took() {
        return limit == null ? Optional.empty() : Optional.of(Duration.ofNanos(System.nanoTime() - beganNanos));
    }

    void endLimit() {
        cancel(limit);
        limit = null;
    }

    void delay(Duration length, Runnable onEnd) {
        endLimit(); // it is we who take the time
        if (length.isZero()) {
            onEnd.run();
        } else {
            delay = eventLoop.schedule(onEnd, length.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    void expiry(Instant end, Runnable onEnd) {
        cancel(expiry);
        long millis = Math.max(Duration.between(Instant.now(), end).toMillis(), 0);
        expiry = eventLoop.schedule(onEnd, millis, TimeUnit.MILLISECONDS);
    }

    /** {@code lifetime} is how long the node's login holds; zero: for ever. */
    void renewal(Duration lifetime, Runnable onDue) {
        cancel(renewal);
        if (!lifetime.isZero() && !cancelled) { // the login may have been made for a session that has ended
            renewal = eventLoop.schedule(onDue, lifetime.toMillis() / 10 * RENEWED_AFTER_TENTHS, TimeUnit.MILLISECONDS);
        }
    }

    void cancel() {
        cancelled = true;
        cancel(limit);
        cancel(delay);
        cancel(expiry);
        cancel(renewal);
    }

    private static void cancel(@Nullable ScheduledFuture<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
