package io.signalbox.dataplane.connection;

import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Finds out that a connection is idle by looking at it now and then, so that no message pays for it. */
final class IdleWatch implements Runnable {

    private static final int LOOKS = 4; // in the time that a connection may be idle

    private final BooleanSupplier wasActive;
    private final Runnable onIdle;
    private int quiet;

    private IdleWatch(BooleanSupplier wasActive, Runnable onIdle) {
        this.wasActive = wasActive;
        this.onIdle = onIdle;
    }

    /**
     * Watches until the connection closes; it is idle for a quarter longer than {@code limit} at most before it is told.
     *
     * @param wasActive whether anything happened since it was asked last
     */
    static void start(Channel channel, Duration limit, BooleanSupplier wasActive, Runnable onIdle) {
        long interval = limit.toMillis() / LOOKS;
        ScheduledFuture<?> looks = channel.eventLoop()
                .scheduleWithFixedDelay(new IdleWatch(wasActive, onIdle), interval, interval, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> looks.cancel(false));
    }

    @Override
    public void run() {
        if (wasActive.getAsBoolean()) {
            quiet = 0;
        } else if (++quiet > LOOKS) {
            onIdle.run();
        }
    }
}
