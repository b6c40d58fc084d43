package io.signalbox.dataplane.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.TransportProtocol;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * What a trusted load balancer sends before all else: for whom it connects, by the PROXY protocol, version 1 or 2. It is
 * not optional, for without it nobody can tell a client from the balancer; it has to come within the time of a pending connection.
 */
final class ProxyHeader {

    /** Beside the addresses. Load balancers send some hundred bytes at most. */
    private static final int MAX_EXTRAS_BYTES = 4 * 1_024;

    private static final AttributeKey<InetSocketAddress> CLIENT = AttributeKey.valueOf(ProxyHeader.class, "CLIENT");
    private static final byte[] V1 = {'P', 'R', 'O', 'X', 'Y', ' '};
    private static final byte[] V2 = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};

    private ProxyHeader() {}

    /** Has the header read and taken away; what comes behind it goes to the handlers that are added after this. */
    static void expect(ChannelPipeline pipeline, PendingConnection pending) {
        Guard guard = new Guard(pending);
        pipeline.addLast(guard, new HAProxyMessageDecoder(MAX_EXTRAS_BYTES), new Reader(pending, guard));
    }

    /** Where a client is: what a header said of it, or else the other end of its connection. */
    static SocketAddress clientAddress(Channel client) {
        return client.hasAttr(CLIENT) ? client.attr(CLIENT).get() : client.remoteAddress();
    }

    /** Whether these bytes are the beginning of a header, as far as they go. Nothing that Kafka or TLS says begins so. */
    static boolean begins(ByteBuf bytes) {
        return bytes.isReadable() && (begins(bytes, V1) || begins(bytes, V2));
    }

    private static boolean begins(ByteBuf bytes, byte[] signature) {
        int length = Math.min(bytes.readableBytes(), signature.length);
        for (int i = 0; i < length; i++) {
            if (bytes.getByte(bytes.readerIndex() + i) != signature[i]) {
                return false;
            }
        }
        return true;
    }

    /** Turns away who sends no header, and lets the decoder close nothing: the pending connection does that, with a reason. */
    private static final class Guard extends ChannelDuplexHandler {
        private final PendingConnection pending;
        private boolean begun;

        Guard(PendingConnection pending) {
            this.pending = pending;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (pending.isOver() || (!begun && !begins((ByteBuf) message))) {
                ReferenceCountUtil.release(message);
                pending.reject(
                        ConnectionEnd.PROXY_PROTOCOL_REQUIRED,
                        () ->
                                "SIGNALBOX_PROXY_PROTOCOL_FROM names this address, and it sends no PROXY protocol header");
                return;
            }
            begun = true;
            ctx.fireChannelRead(message);
        }

        @Override
        public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            if (pending.isOver()) {
                ctx.close(promise);
            }
        }
    }

    /** Takes what the decoder found. */
    private static final class Reader extends ChannelInboundHandlerAdapter {
        private final PendingConnection pending;
        private final Guard guard;

        Reader(PendingConnection pending, Guard guard) {
            this.pending = pending;
            this.guard = guard;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (!(message instanceof HAProxyMessage header)) {
                ReferenceCountUtil.release(message); // behind a header that was refused
                return;
            }
            try {
                if (isProxied(header)) {
                    ctx.channel().attr(CLIENT).set(source(header));
                }
                pending.onAddressKnown();
                if (!pending.isOver()) {
                    ctx.pipeline().remove(guard);
                    ctx.pipeline().remove(this);
                }
            } catch (HAProxyProtocolException e) {
                exceptionCaught(ctx, e);
            } finally {
                header.release();
            }
        }

        /** A balancer's own connections, such as health checks, and those that it knows nothing of, are as they are. */
        private static boolean isProxied(HAProxyMessage header) {
            HAProxyProxiedProtocol protocol = header.proxiedProtocol();
            return header.command() == HAProxyCommand.PROXY
                    && protocol != HAProxyProxiedProtocol.UNKNOWN
                    && protocol.addressFamily() != AddressFamily.AF_UNIX;
        }

        private static InetSocketAddress source(HAProxyMessage header) {
            if (header.proxiedProtocol().transportProtocol() != TransportProtocol.STREAM) {
                throw new HAProxyProtocolException("it is for " + header.proxiedProtocol() + ", not for TCP");
            }
            InetAddress address = NetUtil.createInetAddressFromIpAddressString(header.sourceAddress());
            if (address == null) {
                throw new HAProxyProtocolException("its source is no address: " + header.sourceAddress());
            }
            return new InetSocketAddress(address, header.sourcePort());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            pending.reject(
                    cause instanceof IOException ? ConnectionEnd.IO_ERROR : ConnectionEnd.PROXY_PROTOCOL_MALFORMED,
                    () -> String.valueOf(cause.getMessage()));
        }
    }
}
