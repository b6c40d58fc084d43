package io.signalbox.dataplane.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Closes our sending side first and the connection later: a socket with bytes unread is reset, and the alert that told why
 * is lost with it. What still comes in is dropped until the client has closed, too, or a moment has passed.
 */
final class LingeringClose extends ChannelDuplexHandler {

    private static final int LIMIT_MILLIS = 1_000;

    private boolean lingering;

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (lingering || !ctx.channel().isActive() || !(ctx.channel() instanceof DuplexChannel socket)) {
            ctx.close(promise);
            return;
        }
        lingering = true;
        ctx.channel().config().setAutoRead(true);
        socket.shutdownOutput();
        ctx.executor().schedule(() -> ctx.close(promise), LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (lingering) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }
}
