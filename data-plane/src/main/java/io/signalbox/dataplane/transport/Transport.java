package io.signalbox.dataplane.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** The event loops, and the socket classes that go with them: epoll where it is there, NIO where not. */
public record Transport(
        String name,
        EventLoopGroup eventLoops,
        Class<? extends ServerSocketChannel> serverChannel,
        Class<? extends SocketChannel> channel,
        AddressResolverGroup<InetSocketAddress> resolver,
        CongestionControl congestionControl)
        implements AutoCloseable {

    /** A side with more bytes than this still to be written is not writable: what back-pressure goes by. */
    public static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    /** As {@link #open(int, CongestionControl)}, with sockets as the kernel makes them. */
    public static Transport open(int eventLoops) {
        return open(eventLoops, CongestionControl.OF_THE_KERNEL);
    }

    /**
     * Opens the best kind that this platform has, with this many event loops.
     *
     * @throws IllegalArgumentException when sockets of that kind cannot have this congestion control
     */
    public static Transport open(int eventLoops, CongestionControl congestionControl) {
        congestionControl.checkUsable(Epoll.isAvailable());
        DefaultThreadFactory threads = new DefaultThreadFactory("relay");
        AddressResolverGroup<InetSocketAddress> resolver = new OffloadedResolverGroup();
        return Epoll.isAvailable()
                ? new Transport(
                        "epoll",
                        new MultiThreadIoEventLoopGroup(eventLoops, threads, EpollIoHandler.newFactory()),
                        EpollServerSocketChannel.class,
                        EpollSocketChannel.class,
                        resolver,
                        congestionControl)
                : new Transport(
                        "nio",
                        new MultiThreadIoEventLoopGroup(eventLoops, threads, NioIoHandler.newFactory()),
                        NioServerSocketChannel.class,
                        NioSocketChannel.class,
                        resolver,
                        congestionControl);
    }

    @Override
    public void close() {
        resolver.close();
        eventLoops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
