package io.signalbox.dataplane.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.signalbox.dataplane.config.ClientAuthentication;
import io.signalbox.dataplane.config.Listener;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.TlsServer;
import io.signalbox.dataplane.tls.HandshakeFailure;
import io.signalbox.routing.Route;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Waits for the end of the TLS handshake: a session begins, or the failure gets its reason. */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {

    /** In which the TLS handler gets its alert out and closes by itself. */
    private static final int CLOSE_SECONDS = 5;

    private final PendingConnection pending;
    private final RoutingImage image;
    private final Listener listener;
    private final Route route;

    HandshakeHandler(PendingConnection pending, RoutingImage image, Listener listener, Route route) {
        this.pending = pending;
        this.image = image;
        this.listener = listener;
        this.route = route;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent completion)) {
            ctx.fireUserEventTriggered(event);
        } else if (completion.isSuccess()) {
            admit(ctx);
        } else {
            fail(ctx, completion.cause());
        }
    }

    private void admit(ChannelHandlerContext ctx) {
        Optional<String> principal;
        try {
            principal = principal(ctx.pipeline().get(SslHandler.class));
        } catch (IllegalArgumentException e) {
            pending.reject(ConnectionEnd.PRINCIPAL_NOT_MAPPED, () -> String.valueOf(e.getMessage()));
            return;
        }
        pending.admit(image, listener, route, principal);
        ctx.pipeline().remove(LingeringClose.class);
        ctx.pipeline().remove(this);
    }

    /** Empty when nobody asked for a certificate, or none was shown. */
    private Optional<String> principal(SslHandler tls) {
        Optional<ClientAuthentication> authentication = listener.tls().flatMap(TlsServer::clientAuthentication);
        if (authentication.isEmpty()) {
            return Optional.empty();
        }
        try {
            Certificate[] shown = tls.engine().getSession().getPeerCertificates();
            return Optional.of(authentication.get().principal((X509Certificate) shown[0]));
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty(); // it was requested, not required
        }
    }

    private void fail(ChannelHandlerContext ctx, Throwable cause) {
        pending.fail(HandshakeFailure.of(cause), () -> HandshakeFailure.detail(cause));
        // This event comes before the alert is written: whoever closes now cuts it off.
        ctx.executor().schedule((Runnable) ctx::close, CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    /** The event above has told why. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        pending.fail(HandshakeFailure.of(cause), () -> HandshakeFailure.detail(cause));
    }
}
