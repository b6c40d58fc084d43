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
import io.netty.util.concurrent.ScheduledFuture;
import io.signalbox.dataplane.config.BackendTls;
import io.signalbox.dataplane.tls.BackendContexts;
import io.signalbox.dataplane.transport.Transport;
import io.signalbox.routing.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens a connection to the first of several addresses that takes one, with TLS where the cluster has it; of a name,
 * every address is tried.
 */
final class Dialer {

    /** A broker on the same network answers in milliseconds; a host that is gone does not answer at all. */
    static final int CONNECT_TIMEOUT_MILLIS = 3_000;

    /** So long an address is waited for alone. */
    private static final int HEAD_START_MILLIS = 250;

    /** By which address a connection was found: what its broker's certificate is for, and what problems name. */
    static final AttributeKey<HostPort> ADDRESS = AttributeKey.valueOf(Dialer.class, "ADDRESS");

    private final Transport transport;
    private final BackendContexts contexts;

    Dialer(Transport transport, BackendContexts contexts) {
        this.transport = transport;
        this.contexts = contexts;
    }

    /**
     * Where to, how, and who is told how it went.
     *
     * @param checks what is asked before an address is used; empty for what is itself such a question
     */
    record Call(
            List<HostPort> candidates,
            Optional<BackendTls> tls,
            UpstreamProblems problems,
            Optional<AddressChecks> checks) {

        Call {
            candidates = List.copyOf(candidates);
        }

        static Call unchecked(List<HostPort> candidates, Optional<BackendTls> tls, UpstreamProblems problems) {
            return new Call(candidates, tls, problems, Optional.empty());
        }
    }

    /**
     * Dials from {@code eventLoop}; the connection stays on it. It reads nothing until it is told to.
     *
     * @return fails with an {@link UpstreamException} that names every address and its reason
     */
    Future<Channel> dial(EventLoop eventLoop, Call call, ChannelHandler handler) {
        Promise<Channel> connected = eventLoop.newPromise();
        Attempt attempt = new Attempt(eventLoop, call, handler, connected);
        if (eventLoop.inEventLoop()) {
            attempt.next();
        } else {
            eventLoop.execute(attempt::next);
        }
        return connected;
    }

    /**
     * One address after the other. The next is begun when one has failed, or has not come to an end within a moment; the
     * first that takes the connection has it.
     */
    private final class Attempt {
        private final EventLoop eventLoop;
        private final Call call;
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private final ChannelHandler handler;
        private final Promise<Channel> connected;
        private final StringJoiner failures = new StringJoiner("; ");
        private Optional<UpstreamException.Reason> answered = Optional.empty();
        private int underWay;
        private @Nullable ScheduledFuture<?> headStart;

        Attempt(EventLoop eventLoop, Call call, ChannelHandler handler, Promise<Channel> connected) {
            this.eventLoop = eventLoop;
            this.call = call;
            this.handler = handler;
            this.connected = connected;
            call.candidates().forEach(candidate -> waiting.add(() -> check(candidate)));
        }

        void next() {
            if (headStart != null) {
                headStart.cancel(false);
                headStart = null;
            }
            if (connected.isDone()) {
                return;
            }
            Runnable step = waiting.poll();
            if (step != null) {
                underWay++;
                if (!waiting.isEmpty()) {
                    headStart = eventLoop.schedule(this::next, HEAD_START_MILLIS, TimeUnit.MILLISECONDS);
                }
                step.run();
            } else if (underWay == 0) {
                // An address where somebody answered says more than those where nobody did.
                connected.tryFailure(new UpstreamException(
                        answered.orElse(UpstreamException.Reason.BACKEND_UNREACHABLE),
                        failures.length() == 0 ? "no address is known" : failures.toString()));
            }
        }

        private void end() {
            underWay--;
            next();
        }

        private void fail(String words) {
            failures.add(words);
            end();
        }

        private void check(HostPort candidate) {
            Future<HostPort> checked = call.checks()
                    .map(checks -> checks.await(candidate, !waiting.isEmpty()))
                    .orElse(null);
            if (checked == null) {
                resolve(candidate);
                return;
            }
            checked.addListener(done -> eventLoop.execute(() -> {
                if (done.isSuccess()) {
                    resolve(candidate);
                    return;
                }
                UpstreamException cause = UpstreamException.of(done.cause());
                if (cause.reason() != UpstreamException.Reason.BACKEND_UNREACHABLE) {
                    answered = Optional.of(cause.reason());
                }
                fail(String.valueOf(cause.getMessage()));
            }));
        }

        private void resolve(HostPort candidate) {
            InetSocketAddress unresolved = InetSocketAddress.createUnresolved(candidate.host(), candidate.port());
            Future<List<InetSocketAddress>> resolved =
                    transport.resolver().getResolver(eventLoop).resolveAll(unresolved);
            resolved.addListener(done -> {
                if (done.isSuccess()) {
                    List<InetSocketAddress> addresses = new ArrayList<>(resolved.getNow());
                    Collections.reverse(addresses);
                    addresses.forEach(address -> waiting.addFirst(() -> connect(candidate, address)));
                    end();
                } else {
                    fail(candidate + ": " + BrokerWords.of(done.cause()));
                }
            });
        }

        private void connect(HostPort candidate, InetSocketAddress address) {
            BrokerGreeting greeting = new BrokerGreeting(candidate, call, contexts);
            ChannelFuture opening = bootstrap(greeting).connect(address);
            opening.addListener(done -> {
                if (done.isSuccess()) {
                    greet(opening.channel(), greeting, candidate);
                } else {
                    call.problems().remove(UpstreamProblems.Kind.TLS, candidate); // it is away: that is another story
                    call.checks().ifPresent(checks -> checks.doubt(candidate));
                    fail(candidate + shown(candidate, address.getAddress()) + ": " + BrokerWords.of(done.cause()));
                }
            });
        }

        /** The caller's handler comes into the pipeline when TLS is up: it would not understand the handshake. */
        private void greet(Channel channel, BrokerGreeting greeting, HostPort candidate) {
            channel.attr(ADDRESS).set(candidate);
            Future<Channel> greeted = greeting.done(channel);
            greeted.addListener(done -> {
                if (connected.isDone()) {
                    channel.close(); // another was quicker, or nobody waits any more
                } else if (done.isSuccess() && channel.isActive()) {
                    channel.pipeline().addLast(handler);
                    connected.setSuccess(channel);
                } else {
                    channel.close();
                    if (call.tls().isPresent()) {
                        answered = Optional.of(UpstreamException.Reason.BACKEND_TLS_FAILED);
                    }
                    fail(greeting.failed(done.isSuccess() ? new ClosedChannelException() : done.cause()));
                }
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
