package io.signalbox.dataplane.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection to a broker when the broker has read all that was passed on to it, or its time is over. A socket
 * that is closed while the broker still answers is reset, and what the broker has not read by then is lost.
 */
final class DeliveredClose {

    private DeliveredClose() {}

    static void of(Channel channel, Duration limit) {
        if (!channel.isActive() || !(channel instanceof DuplexChannel socket)) {
            channel.close();
            return;
        }
        ScheduledFuture<?> end =
                channel.eventLoop().schedule((Runnable) channel::close, limit.toMillis(), TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> end.cancel(false));
        channel.pipeline().addFirst(new DropAnswers());
        channel.config().setAutoRead(true); // so that the broker's end of the connection is seen
        lastBytes(channel).addListener(left -> socket.shutdownOutput());
    }

    private static ChannelFuture lastBytes(Channel channel) {
        ChannelFuture flushed = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return tls == null ? flushed : tls.closeOutbound();
    }

    private static final class DropAnswers extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        /** The connection breaks while it is being closed: there is nobody left to be told. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
