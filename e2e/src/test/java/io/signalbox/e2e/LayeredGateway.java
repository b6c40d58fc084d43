package io.signalbox.e2e;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.signalbox.dataplane.kafka.RequestHandler;
import io.signalbox.dataplane.kafka.ResponseHandler;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.kafka.exchange.Plans;
import io.signalbox.dataplane.kafka.exchange.Roundtrips;
import io.signalbox.routing.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * A gateway in front of one broker, whose layers are the test's: the node's handlers of both directions and its ring of
 * exchanges, between sockets, without the rest of a node.
 */
final class LayeredGateway implements AutoCloseable {

    private static final int MAX_REQUEST_BYTES = 10_000_000;

    private final EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final InetSocketAddress broker;
    private final BiConsumer<Connection, HostPort> onConnected;
    private final Channel server;
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    /** One client's connection and its connection to the broker; for its event loop. */
    static final class Connection {
        final Exchanges exchanges = new Exchanges(new Roundtrips(), Plans.of(List.of()));
        final RequestHandler requests = new RequestHandler(
                exchanges, MAX_REQUEST_BYTES, MemoryBudget.unlimited().share());
        final ResponseHandler responses =
                new ResponseHandler(exchanges, MemoryBudget.unlimited().share());
        final Channel client;

        Connection(Channel client) {
            this.client = client;
        }

        void follow(Plans plans, LayerSession... sessions) {
            exchanges.follow(plans, sessions);
            giveAnswers(); // the change has a place among them
        }

        private void giveAnswers() {
            if (responses.atFrameEnd()) {
                exchanges.giveAnswers(client::write);
                client.flush();
            }
        }

        private void close() {
            requests.close();
            exchanges.release();
            client.close();
        }
    }

    /**
     * On a free port.
     *
     * @param onConnected is told each connection before its first request comes in, and the address of this gateway; on the
     *     connection's event loop
     */
    LayeredGateway(int brokerPort, BiConsumer<Connection, HostPort> onConnected) {
        this.broker = new InetSocketAddress(InetAddress.getLoopbackAddress(), brokerPort);
        this.onConnected = onConnected;
        server = new ServerBootstrap()
                .group(eventLoops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        dial(new Connection(client));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    HostPort address() {
        InetSocketAddress local = (InetSocketAddress) server.localAddress();
        return new HostPort(local.getAddress().getHostAddress(), local.getPort());
    }

    /** What went wrong, but for sockets that were closed. */
    List<Throwable> failures() {
        return failures;
    }

    private void dial(Connection connection) {
        Channel client = connection.client;
        ChannelFuture dialled = new Bootstrap()
                .group(client.eventLoop())
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        opened.pipeline().addLast(connection.responses, new Socket(connection, client));
                    }
                })
                .connect(broker);
        dialled.addListener(done -> {
            if (done.isSuccess()) {
                client.pipeline().addLast(connection.requests, new Socket(connection, dialled.channel()));
                onConnected.accept(connection, address());
                client.config().setAutoRead(true);
            } else {
                failures.add(done.cause());
                client.close();
            }
        });
    }

    /** The last handler of either pipeline. */
    private final class Socket extends ChannelInboundHandlerAdapter {
        private final Connection connection;
        private final Channel other;

        Socket(Connection connection, Channel other) {
            this.connection = connection;
            this.other = other;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            other.write(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            other.flush();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == RequestHandler.Event.ANSWERED) {
                connection.giveAnswers();
            } else if (event == RequestHandler.Event.WAITS || event == RequestHandler.Event.GOES_ON) {
                ctx.channel().config().setAutoRead(event == RequestHandler.Event.GOES_ON);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            connection.close();
            other.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof IOException)) {
                failures.add(cause);
            }
            ctx.close();
        }
    }

    @Override
    public void close() {
        eventLoops.shutdownGracefully().syncUninterruptibly();
    }
}
