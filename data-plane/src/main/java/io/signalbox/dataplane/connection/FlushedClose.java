package io.signalbox.dataplane.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Closes a channel as soon as what was written to it has left, so that nothing that came in is lost. */
final class FlushedClose {

    /** A peer that takes nothing any more must not keep its socket open for ever. */
    private static final int LIMIT_SECONDS = 10;

    private FlushedClose() {}

    static void of(Channel channel) {
        ChannelFuture flushed = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        if (flushed.isDone()) { // mostly nothing is left to be written, or nobody takes it
            channel.close();
            return;
        }
        channel.config().setAutoRead(false);
        ScheduledFuture<?> limit =
                channel.eventLoop().schedule((Runnable) channel::close, LIMIT_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(done -> limit.cancel(false));
        flushed.addListener(ChannelFutureListener.CLOSE);
    }
}
