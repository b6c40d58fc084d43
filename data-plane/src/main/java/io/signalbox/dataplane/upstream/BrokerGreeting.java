package io.signalbox.dataplane.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.signalbox.dataplane.tls.BackendContexts;
import io.signalbox.dataplane.tls.BrokerHandshake;
import io.signalbox.routing.HostPort;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Stands in front of a connection's other handlers until the broker has said something. Under TLS 1.3 the handshake is
 * over for this side before the broker has looked at its certificate, so that a refusal comes later, as an alert; and a
 * broker that was to be met by TLS answers plaintext with one.
 */
final class BrokerGreeting extends ChannelInboundHandlerAdapter {

    private static final int CONTENT_TYPE_ALERT = 21;

    private final HostPort address;
    private final Dialer.Call call;
    private final BackendContexts contexts;

    BrokerGreeting(HostPort address, Dialer.Call call, BackendContexts contexts) {
        this.address = address;
        this.call = call;
        this.contexts = contexts;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        call.tls()
                .ifPresent(tls ->
                        ctx.pipeline().addFirst(contexts.handler(tls, ctx.alloc(), address.host(), address.port())));
    }

    /** When the caller's handlers may come. */
    Future<Channel> done(Channel connected) {
        return Optional.ofNullable(connected.pipeline().get(SslHandler.class))
                .map(SslHandler::handshakeFuture)
                .orElseGet(() -> connected.eventLoop().newSucceededFuture(connected));
    }

    /** The address and what it failed for. */
    String failed(Throwable cause) {
        if (call.tls().isEmpty()) {
            return address + ": closed the connection at once";
        }
        String words = BrokerHandshake.failure(cause, call.tls().get());
        call.problems().add(UpstreamProblems.Kind.TLS, address, words);
        return address + " " + words;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (call.tls().isEmpty()
                && bytes.isReadable()
                && bytes.getUnsignedByte(bytes.readerIndex()) == CONTENT_TYPE_ALERT) {
            ReferenceCountUtil.release(bytes);
            String words = "answers with a TLS alert: it may be the port of a TLS listener, and tls.enabled is false";
            call.problems().add(UpstreamProblems.Kind.TLS, address, words);
            ctx.fireExceptionCaught(tlsFailed(address + " " + words));
            return;
        }
        call.problems().remove(UpstreamProblems.Kind.TLS, address);
        ctx.pipeline().remove(this);
        ctx.fireChannelRead(bytes);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls != null && !tls.handshakeFuture().isSuccess()) {
            return; // the handshake's future says so
        }
        boolean alert = cause instanceof SSLException || cause.getCause() instanceof SSLException;
        ctx.fireExceptionCaught(tls != null && alert ? tlsFailed(failed(cause)) : cause);
    }

    private static UpstreamException tlsFailed(String message) {
        return new UpstreamException(UpstreamException.Reason.BACKEND_TLS_FAILED, message);
    }
}
