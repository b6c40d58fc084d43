package io.signalbox.dataplane.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.signalbox.dataplane.config.Listener;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.routing.AcceptedTransport;
import io.signalbox.routing.Arrival;
import io.signalbox.routing.Rejection;
import io.signalbox.routing.Route;
import java.util.Optional;

/**
 * The first byte of a connection tells whether it is TLS (contract section 3.1, step 2). Plaintext is routed at once, TLS
 * when its ClientHello is there.
 */
final class FirstByteHandler extends ChannelInboundHandlerAdapter {

    /** The type of a TLS record that holds a handshake. No request begins so: its size would be 352 MiB or more. */
    private static final int TLS_HANDSHAKE = 0x16;

    private final PendingConnection pending;

    FirstByteHandler(PendingConnection pending) {
        this.pending = pending;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf first = (ByteBuf) message;
        if (!first.isReadable()) {
            first.release();
            return;
        }
        boolean tls = first.getByte(first.readerIndex()) == TLS_HANDSHAKE;
        RoutingImage image = pending.entrance().image();
        Optional<Listener> listener = pending.currentListener();
        if (listener.isEmpty()) {
            first.release();
        } else if (tls && listener.get().routes().accepts() != AcceptedTransport.PLAINTEXT) {
            pending.beginHandshake();
            ctx.pipeline().replace(this, null, new ServerNameHandler(pending));
            ctx.pipeline().fireChannelRead(first);
        } else {
            Arrival arrival = new Arrival(pending.localAddress(), tls, Optional.empty());
            listener.get()
                    .routes()
                    .decide(arrival)
                    .match(
                            route -> admit(ctx, first, image, listener.get(), route),
                            rejection -> reject(first, listener.get(), arrival, rejection));
        }
    }

    private boolean admit(
            ChannelHandlerContext ctx, ByteBuf first, RoutingImage image, Listener listener, Route route) {
        pending.admit(image, listener, route, Optional.empty());
        ctx.fireChannelRead(first);
        ctx.pipeline().remove(this);
        return true;
    }

    private boolean reject(ByteBuf first, Listener listener, Arrival arrival, Rejection rejection) {
        boolean proxyHeader = ProxyHeader.begins(first);
        first.release();
        if (proxyHeader) {
            pending.reject(
                    ProtocolViolation.PROXY_PROTOCOL_NOT_TRUSTED,
                    ProtocolViolation.PROXY_PROTOCOL_NOT_TRUSTED::sentence);
        } else {
            pending.reject(listener, arrival, rejection);
        }
        return false;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        pending.reject(ConnectionEnd.of(cause), () -> String.valueOf(cause.getMessage()));
    }
}
