package io.signalbox.dataplane.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Ends connections so that nothing is lost that was passed on. */
final class SocketClose {

    /** A peer that takes nothing any more must not keep its socket open for ever. */
    private static final int LIMIT_SECONDS = 10;

    private SocketClose() {}

    /** Closes as soon as what was written has left. */
    static void flushed(Channel channel) {
        ChannelFuture flushed = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        if (flushed.isDone()) { // mostly nothing is left to be written, or nobody takes it
            channel.close();
            return;
        }
        channel.config().setAutoRead(false);
        closeWithin(channel, Duration.ofSeconds(LIMIT_SECONDS));
        flushed.addListener(ChannelFutureListener.CLOSE);
    }

    /**
     * Closes when the peer has read all that was written, or its time is over. A socket that is closed while a broker
     * still answers is reset, and what the broker has not read by then is lost.
     */
    static void delivered(Channel channel, Duration limit) {
        if (!channel.isActive() || !(channel instanceof DuplexChannel socket)) {
            channel.close();
            return;
        }
        closeWithin(channel, limit);
        channel.pipeline().addFirst(new DropAnswers());
        channel.config().setAutoRead(true); // so that the broker's end of the connection is seen
        lastBytes(channel).addListener(left -> socket.shutdownOutput());
    }

    private static void closeWithin(Channel channel, Duration limit) {
        ScheduledFuture<?> end =
                channel.eventLoop().schedule((Runnable) channel::close, limit.toMillis(), TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> end.cancel(false));
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
