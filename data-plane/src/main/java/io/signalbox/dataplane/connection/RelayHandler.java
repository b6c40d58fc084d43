package io.signalbox.dataplane.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.ssl.SslCloseCompletionEvent;

/** The last handler of either side's pipeline: tells the session what happens to this side's socket. */
final class RelayHandler extends ChannelInboundHandlerAdapter {

    /** One of the two sockets of a session, as the session sees it. */
    interface Side {
        void onBytes(ByteBuf bytes);

        /** Bytes that were moved to the other socket without being read. */
        void onSpliced(int bytes);

        void onReadComplete();

        void onWritabilityChanged(boolean writable);

        /** Some of the bytes that came last may still be on their way to the other socket without being read. */
        default void onInputShutdown() {}

        /** Nothing more comes in, and all that came was read. */
        default void onInputEnded() {}

        void onClosed();

        void onError(Throwable cause);
    }

    private final Side side;

    RelayHandler(Side side) {
        this.side = side;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        side.onBytes((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        side.onReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        side.onWritabilityChanged(ctx.channel().isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            side.onInputShutdown();
        } else if (event == ChannelInputShutdownReadComplete.INSTANCE || isCloseNotify(event)) {
            side.onInputEnded();
        }
    }

    private static boolean isCloseNotify(Object event) {
        return event instanceof SslCloseCompletionEvent close && close.isSuccess();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        side.onClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        side.onError(cause);
    }
}
