package io.signalbox.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Stands for a broker where a node is measured and nothing else: answers Produce, and any other request with its correlation id
 * and an empty ApiVersions of version 0. In plaintext, or with TLS.
 */
final class AnsweringBroker implements AutoCloseable {

    private static final int MAX_FRAME_BYTES = 1024 * 1024;

    private final EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel server;

    AnsweringBroker(Optional<SslContext> tls) {
        server = new ServerBootstrap()
                .group(eventLoops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        tls.ifPresent(context -> client.pipeline().addLast(context.newHandler(client.alloc())));
                        client.pipeline()
                                .addLast(new LengthFieldBasedFrameDecoder(MAX_FRAME_BYTES, 0, 4, 0, 4), new Answers());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    String address() {
        return "127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void close() {
        eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static final class Answers extends SimpleChannelInboundHandler<ByteBuf> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf request) {
            int begin = request.readerIndex();
            if (request.getShort(begin) == ApiKeys.PRODUCE.id) {
                ctx.writeAndFlush(KafkaFrames.response(
                        ApiKeys.PRODUCE,
                        request.getShort(begin + 2),
                        request.getInt(begin + 4),
                        KafkaFrames.produced()));
                return;
            }
            ByteBuf answer = ctx.alloc()
                    .buffer(14)
                    .writeInt(10)
                    .writeInt(request.getInt(begin + 4))
                    .writeShort(0)
                    .writeInt(0);
            ctx.writeAndFlush(answer);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close(); // the other end is gone: so it ends every time
        }
    }
}
