package io.signalbox.dataplane.kafka;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a request may take to come in for which memory is kept that others may need. Time in which the node does not read the
 * client does not count. For one event loop.
 */
final class ArrivalLimit {

    private Duration limit = Duration.ofDays(1);
    private @Nullable ScheduledFuture<?> end;

    void set(Duration most) {
        limit = most;
    }

    /** A request begins to come in; {@code onEnd} is run if it is not {@link #arrived} in time. */
    void begin(ChannelHandlerContext ctx, Runnable onEnd) {
        Runnable look = () -> {
            if (ctx.channel().config().isAutoRead()) {
                end = null;
                onEnd.run();
            } else {
                begin(ctx, onEnd);
            }
        };
        end = ctx.executor().schedule(look, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** It is here, or is awaited no more. */
    void arrived() {
        if (end != null) {
            end.cancel(false);
            end = null;
        }
    }

    @Override
    public String toString() {
        return limit.toString();
    }
}
