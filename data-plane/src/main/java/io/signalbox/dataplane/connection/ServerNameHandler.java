package io.signalbox.dataplane.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.signalbox.dataplane.config.Listener;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.TlsServer;
import io.signalbox.dataplane.tls.HandshakeFailure;
import io.signalbox.routing.Arrival;
import io.signalbox.routing.Decision;
import io.signalbox.routing.Rejection;
import io.signalbox.routing.Route;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the ClientHello and has the route decided before TLS begins, so that a rejection can be an alert. */
final class ServerNameHandler extends AbstractSniHandler<ServerNameHandler.Decided> {

    /** A client needs some hundred bytes; post-quantum key shares make it two thousand. */
    private static final int MAX_CLIENT_HELLO_BYTES = 64 * 1_024;

    private static final long NO_LIMIT_OF_ITS_OWN = 0;

    private final PendingConnection pending;

    ServerNameHandler(PendingConnection pending) {
        super(MAX_CLIENT_HELLO_BYTES, NO_LIMIT_OF_ITS_OWN);
        this.pending = pending;
    }

    /** What came, what became of it, and by which configuration. */
    record Decided(Arrival arrival, RoutingImage image, Optional<Listener> listener, Decision decision) {}

    @Override
    protected Future<Decided> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf clientHello) throws Exception {
        return clientHello == null
                ? ctx.executor().newFailedFuture(new NotSslRecordException("no ClientHello came"))
                : super.lookup(ctx, clientHello);
    }

    @Override
    protected Future<Decided> lookup(ChannelHandlerContext ctx, @Nullable String serverName) {
        Arrival arrival = Arrival.tls(pending.localAddress(), Optional.ofNullable(serverName));
        RoutingImage image = pending.entrance().image();
        Optional<Listener> listener = pending.currentListener();
        Decision decision = listener.map(found -> found.routes().decide(arrival))
                .orElse(new Rejection(Rejection.Reason.NO_MATCHING_POLICY));
        return ctx.executor().newSucceededFuture(new Decided(arrival, image, listener, decision));
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, @Nullable String serverName, Future<Decided> lookup) {
        if (!lookup.isSuccess()) {
            exceptionCaught(ctx, lookup.cause());
            return;
        }
        Decided decided = lookup.getNow();
        decided.listener()
                .ifPresent(listener -> decided.decision()
                        .match(
                                route -> handshake(ctx, decided.image(), listener, route),
                                rejection -> reject(listener, decided.arrival(), rejection)));
    }

    private boolean handshake(ChannelHandlerContext ctx, RoutingImage image, Listener listener, Route route) {
        Optional<TlsServer> tls = listener.tls();
        if (tls.isEmpty()) {
            return reject(listener, route.arrival(), new Rejection(Rejection.Reason.TLS_ON_PLAINTEXT_LISTENER));
        }
        SslHandler handler = pending.entrance().tls().of(tls.get()).newHandler(ctx.alloc());
        handler.setHandshakeTimeoutMillis(NO_LIMIT_OF_ITS_OWN);
        ctx.pipeline().addFirst(new LingeringClose(), new CloseNotifyHold());
        ctx.pipeline().addLast(handler, new HandshakeHandler(pending, image, listener, route));
        ctx.pipeline().remove(this); // gives the ClientHello, still unread, to the TLS handler
        return true;
    }

    private boolean reject(Listener listener, Arrival arrival, Rejection rejection) {
        pending.reject(listener, arrival, rejection);
        return false;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        pending.reject(HandshakeFailure.of(cause), () -> HandshakeFailure.detail(cause));
    }
}
