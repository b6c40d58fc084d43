package io.signalbox.dataplane.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.signalbox.dataplane.config.BackendTls;
import io.signalbox.dataplane.tls.BackendContexts;
import io.signalbox.dataplane.transport.Transport;
import io.signalbox.routing.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Opens a connection to the first of several addresses that takes one, with TLS where the cluster has it; of a name,
 * every address is tried.
 */
final class Dialer {

    /** A broker on the same network answers in milliseconds; a host that is gone does not answer at all. */
    static final int CONNECT_TIMEOUT_MILLIS = 3_000;

    /** By which address a connection was found: what its broker's certificate is for, and what problems name. */
    static final AttributeKey<HostPort> ADDRESS = AttributeKey.valueOf(Dialer.class, "ADDRESS");

    private final Transport transport;
    private final BackendContexts contexts;

    Dialer(Transport transport, BackendContexts contexts) {
        this.transport = transport;
        this.contexts = contexts;
    }

    /** Where to, how, and who is told how it went. */
    record Call(List<HostPort> candidates, Optional<BackendTls> tls, Troubles troubles) {

        Call {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * Dials from {@code eventLoop}; the connection stays on it. It reads nothing until it is told to.
     *
     * @return fails with an {@link UpstreamException} that names every address and its reason
     */
    Future<Channel> dial(EventLoop eventLoop, Call call, ChannelHandler handler) {
        Promise<Channel> connected = eventLoop.newPromise();
        new Attempt(eventLoop, call, handler, connected).nextCandidate();
        return connected;
    }

    private final class Attempt {
        private final EventLoop eventLoop;
        private final Call call;
        private final Iterator<HostPort> candidates;
        private final ChannelHandler handler;
        private final Promise<Channel> connected;
        private final StringJoiner failures = new StringJoiner("; ");
        private boolean tlsFailed;

        Attempt(EventLoop eventLoop, Call call, ChannelHandler handler, Promise<Channel> connected) {
            this.eventLoop = eventLoop;
            this.call = call;
            this.candidates = call.candidates().iterator();
            this.handler = handler;
            this.connected = connected;
        }

        void nextCandidate() {
            if (!candidates.hasNext()) {
                // An address where somebody answered says more than those where nobody did.
                connected.tryFailure(new UpstreamException(
                        tlsFailed
                                ? UpstreamException.Reason.BACKEND_TLS_FAILED
                                : UpstreamException.Reason.BACKEND_UNREACHABLE,
                        failures.length() == 0 ? "no address is known" : failures.toString()));
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
                    failures.add(candidate + ": " + BrokerWords.of(done.cause()));
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
            BrokerGreeting greeting = new BrokerGreeting(candidate, call, contexts);
            ChannelFuture opening = bootstrap(greeting).connect(address);
            opening.addListener(done -> {
                if (done.isSuccess()) {
                    greet(opening.channel(), greeting, candidate, addresses);
                } else {
                    call.troubles().remove(Troubles.Kind.TLS, candidate); // it is away: that is another story
                    failures.add(
                            candidate + shown(candidate, address.getAddress()) + ": " + BrokerWords.of(done.cause()));
                    nextAddress(candidate, addresses);
                }
            });
        }

        /** The caller's handler comes into the pipeline when TLS is up: it would not understand the handshake. */
        private void greet(
                Channel channel, BrokerGreeting greeting, HostPort candidate, Iterator<InetSocketAddress> addresses) {
            channel.attr(ADDRESS).set(candidate);
            Future<Channel> greeted = greeting.done(channel);
            greeted.addListener(done -> {
                if (done.isSuccess() && channel.isActive()) {
                    channel.pipeline().addLast(handler);
                    if (!connected.trySuccess(channel)) {
                        channel.close(); // nobody waits any more
                    }
                    return;
                }
                channel.close();
                tlsFailed |= call.tls().isPresent();
                failures.add(greeting.failed(done.isSuccess() ? new ClosedChannelException() : done.cause()));
                nextAddress(candidate, addresses);
            });
        }

        private Bootstrap bootstrap(ChannelHandler first) {
            return transport
                    .congestionControl()
                    .applyTo(new Bootstrap())
                    .group(eventLoop)
                    .channel(transport.channel())
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.SO_KEEPALIVE, true)
                    .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Transport.WATER_MARK)
                    .option(ChannelOption.AUTO_READ, false)
                    .handler(first);
        }

        private static String shown(HostPort candidate, InetAddress address) {
            String text = address.getHostAddress();
            return text.equals(candidate.host()) ? "" : " (" + text + ")";
        }
    }
}
