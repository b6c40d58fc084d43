package io.signalbox.dataplane.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.signalbox.dataplane.transport.Transport;
import io.signalbox.routing.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.StringJoiner;

/** Opens a connection to the first of several addresses that takes one; of a name, every address is tried. */
final class Dialer {

    /** A broker on the same network answers in milliseconds; a host that is gone does not answer at all. */
    static final int CONNECT_TIMEOUT_MILLIS = 3_000;

    private final Transport transport;

    Dialer(Transport transport) {
        this.transport = transport;
    }

    /**
     * Dials from {@code eventLoop}; the connection stays on it. It reads nothing until it is told to.
     *
     * @return fails with an {@link IOException} that names every address and its reason
     */
    Future<Channel> dial(EventLoop eventLoop, List<HostPort> candidates, ChannelHandler handler) {
        Promise<Channel> connected = eventLoop.newPromise();
        new Attempt(eventLoop, candidates.iterator(), handler, connected).nextCandidate();
        return connected;
    }

    private final class Attempt {
        private final EventLoop eventLoop;
        private final Iterator<HostPort> candidates;
        private final Promise<Channel> connected;
        private final Bootstrap bootstrap;
        private final StringJoiner failures = new StringJoiner("; ");

        Attempt(
                EventLoop eventLoop,
                Iterator<HostPort> candidates,
                ChannelHandler handler,
                Promise<Channel> connected) {
            this.eventLoop = eventLoop;
            this.candidates = candidates;
            this.connected = connected;
            this.bootstrap = new Bootstrap()
                    .group(eventLoop)
                    .channel(transport.channel())
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.SO_KEEPALIVE, true)
                    .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Transport.WATER_MARK)
                    .option(ChannelOption.AUTO_READ, false)
                    .handler(handler);
        }

        void nextCandidate() {
            if (!candidates.hasNext()) {
                connected.tryFailure(
                        new IOException(failures.length() == 0 ? "no address is known" : failures.toString()));
                return;
            }
            HostPort candidate = candidates.next();
            InetSocketAddress unresolved = InetSocketAddress.createUnresolved(candidate.host(), candidate.port());
            Future<List<InetSocketAddress>> resolved =
                    transport.resolver().getResolver(eventLoop).resolveAll(unresolved);
            resolved.addListener(done -> {
                if (done.isSuccess()) {
                    nextAddress(candidate, new ArrayList<>(resolved.getNow()).iterator());
                } else {
                    failures.add(candidate + ": unknown host");
                    nextCandidate();
                }
            });
        }

        private void nextAddress(HostPort candidate, Iterator<InetSocketAddress> addresses) {
            if (!addresses.hasNext() || connected.isDone()) {
                nextCandidate();
                return;
            }
            InetSocketAddress address = addresses.next();
            ChannelFuture opening = bootstrap.connect(address);
            opening.addListener(done -> {
                if (!done.isSuccess()) {
                    failures.add(candidate + shown(candidate, address.getAddress()) + ": "
                            + done.cause().getMessage());
                    nextAddress(candidate, addresses);
                } else if (!connected.trySuccess(opening.channel())) {
                    opening.channel().close(); // nobody waits any more
                }
            });
        }

        private static String shown(HostPort candidate, InetAddress address) {
            String text = address.getHostAddress();
            return text.equals(candidate.host()) ? "" : " (" + text + ")";
        }
    }
}
