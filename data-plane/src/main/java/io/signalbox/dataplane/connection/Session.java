package io.signalbox.dataplane.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.dataplane.connection.ReadGate.Hold;
import io.signalbox.dataplane.kafka.PendingRequests;
import io.signalbox.dataplane.kafka.ProtocolViolationException;
import io.signalbox.dataplane.kafka.RequestHandler;
import io.signalbox.dataplane.kafka.ResponseHandler;
import io.signalbox.dataplane.upstream.UpstreamException;
import io.signalbox.dataplane.upstream.Upstreams;
import io.signalbox.routing.Decision;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.Route;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client connection and its upstream connection, both on one event loop. The broker is dialled when the first
 * request has been read and found good, so that what is no Kafka client never reaches a broker. When one side cannot be
 * written, the other is not read.
 */
final class Session {

    /** A client that says nothing Kafka-like for so long is none. */
    static final int FIRST_REQUEST_TIMEOUT_SECONDS = 10;

    /** Unanswered requests, beyond which the client is not read until there are fewer. */
    static final int MAX_PENDING = 4_096;

    /** How long bytes that are still to be written keep a socket open whose other side is gone. */
    static final int FLUSH_TIMEOUT_SECONDS = 10;

    private final Channel client;
    private final Admission admission;
    private final Upstreams upstreams;
    private final ConnectionRegistry registry;

    private final PendingRequests pending = new PendingRequests();
    private final RequestHandler requests;
    private final ConnectionMetrics.Traffic traffic;
    private final ReadGate clientGate;
    private final Deque<ByteBuf> awaitingUpstream = new ArrayDeque<>();
    private final ScheduledFuture<?> firstRequestTimeout;

    private Route route;
    private VirtualCluster virtualCluster;
    private @Nullable Channel upstream;
    private @Nullable ReadGate upstreamGate;
    private boolean dialled;
    private @Nullable CloseReason draining;
    private @Nullable CloseReason closed;
    private long countedRequests;

    /**
     * How a client came in and what it was given.
     *
     * @param socket of the listener, as the image names it
     */
    record Admission(HostPort socket, EntityRef listener, Route route, VirtualCluster virtualCluster) {}

    Session(
            Channel client,
            Admission admission,
            Upstreams upstreams,
            ConnectionRegistry registry,
            int maxRequestBytes) {
        this.client = client;
        this.admission = admission;
        this.route = admission.route();
        this.virtualCluster = admission.virtualCluster();
        this.upstreams = upstreams;
        this.registry = registry;
        this.traffic = registry.traffic(virtualCluster);
        this.requests = new RequestHandler(pending, maxRequestBytes);
        this.clientGate = new ReadGate(client);
        this.firstRequestTimeout = client.eventLoop()
                .schedule(this::onFirstRequestTimeout, FIRST_REQUEST_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /** To be called once, on the client's event loop. */
    void start() {
        traffic.connections.increment();
        client.pipeline().addLast(requests, new RelayHandler(new ClientSide()));
    }

    Channel client() {
        return client;
    }

    EntityRef listener() {
        return admission.listener();
    }

    String routeText() {
        return route.virtualCluster().name() + "/" + route.target();
    }

    /** Compares what this session depends on with a new image: goes on under it, or drains. */
    void onImage(RoutingImage image) {
        Optional<Decision> decision =
                image.listenerAt(admission.socket()).map(found -> found.routes().decide(route.arrival()));
        decision.ifPresentOrElse(
                decided -> decided.match(next -> onRoute(image, next), rejection -> drain(CloseReason.ROUTE_CHANGED)),
                () -> drain(CloseReason.ROUTE_CHANGED));
    }

    private boolean onRoute(RoutingImage image, Route next) {
        Optional<VirtualCluster> found =
                image.virtualCluster(next.virtualCluster().id());
        boolean unchanged = found.isPresent()
                && Fingerprint.of(next, found.get().backendCluster())
                        .equals(Fingerprint.of(route, virtualCluster.backendCluster()));
        if (!unchanged) {
            return drain(CloseReason.ROUTE_CHANGED);
        }
        route = next; // it may expose more brokers than before
        virtualCluster = found.get();
        return true;
    }

    /** Takes no further request, and closes when those that came in have been answered. */
    boolean drain(CloseReason reason) {
        if (closed == null && draining == null) {
            draining = reason;
            requests.stopAfterCurrent();
            closeIfDrained();
        }
        return false;
    }

    /** Closes both sides, at once where nothing is left to be written. */
    void close(CloseReason reason, String detail) {
        if (closed != null) {
            return;
        }
        closed = reason;
        firstRequestTimeout.cancel(false);
        awaitingUpstream.forEach(ByteBuf::release);
        awaitingUpstream.clear();
        traffic.connections.decrement();
        if (reason.kind() == CloseReason.Kind.FAILURE) {
            traffic.backendErrors.increment();
        }
        registry.onClosed(this, reason, detail);
        closeAfterFlush(client);
        if (upstream != null) {
            closeAfterFlush(upstream);
        }
    }

    private void closeAfterFlush(Channel channel) {
        if (!channel.isActive()) {
            channel.close();
            return;
        }
        channel.config().setAutoRead(false);
        ScheduledFuture<?> limit =
                channel.eventLoop().schedule((Runnable) channel::close, FLUSH_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(done -> limit.cancel(false));
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    private void onFirstRequestTimeout() {
        if (!dialled) {
            close(
                    CloseReason.FIRST_REQUEST_TIMEOUT,
                    "no Kafka request came within " + FIRST_REQUEST_TIMEOUT_SECONDS + " s");
        }
    }

    private void dial() {
        dialled = true;
        firstRequestTimeout.cancel(false);
        clientGate.set(Hold.CONNECTING, true);
        Future<Channel> dialling = upstreams.connect(
                client.eventLoop(), virtualCluster.backendCluster(), route.target(), new UpstreamInitializer());
        dialling.addListener(done -> {
            if (dialling.isSuccess()) {
                onConnected(dialling.getNow());
            } else {
                onDialFailed(dialling.cause());
            }
        });
    }

    private void onConnected(Channel connected) {
        if (closed != null) {
            connected.close();
            return;
        }
        upstream = connected;
        upstreamGate = new ReadGate(connected);
        awaitingUpstream.forEach(connected::write);
        awaitingUpstream.clear();
        connected.flush();
        connected.config().setAutoRead(true);
        upstreamGate.set(Hold.PEER_NOT_WRITABLE, !client.isWritable());
        clientGate.set(Hold.PEER_NOT_WRITABLE, !connected.isWritable());
        clientGate.set(Hold.CONNECTING, false);
    }

    private void onDialFailed(Throwable cause) {
        CloseReason reason = cause instanceof UpstreamException failure
                ? CloseReason.of(failure.reason())
                : CloseReason.BACKEND_UNREACHABLE;
        close(reason, String.valueOf(cause.getMessage()));
    }

    private void closeIfDrained() {
        if (draining != null && pending.isEmpty() && requests.atFrameEnd() && awaitingUpstream.isEmpty()) {
            close(draining, "all requests are answered");
        }
    }

    private void onError(Throwable cause) {
        if (cause instanceof ProtocolViolationException violation) {
            close(CloseReason.of(violation.violation()), String.valueOf(violation.getMessage()));
        } else if (cause instanceof IOException) {
            close(CloseReason.IO_ERROR, String.valueOf(cause.getMessage()));
        } else {
            registry.onUnexpected(this, cause);
            close(CloseReason.IO_ERROR, cause.toString());
        }
    }

    private final class ClientSide implements RelayHandler.Side {

        @Override
        public void onBytes(ByteBuf bytes) {
            if (closed != null) {
                bytes.release();
                return;
            }
            traffic.bytesFromClients.add(bytes.readableBytes());
            if (upstream != null) {
                upstream.write(bytes, upstream.voidPromise());
                return;
            }
            awaitingUpstream.add(bytes);
            if (!dialled) {
                dial();
            }
        }

        @Override
        public void onReadComplete() {
            traffic.requests.add(requests.requests() - countedRequests);
            countedRequests = requests.requests();
            clientGate.set(Hold.TOO_MANY_PENDING, pending.size() >= MAX_PENDING);
            if (upstream != null) {
                upstream.flush();
            }
            closeIfDrained();
        }

        @Override
        public void onWritabilityChanged(boolean writable) {
            if (upstreamGate != null) {
                upstreamGate.set(Hold.PEER_NOT_WRITABLE, !writable);
            }
        }

        @Override
        public void onClosed() {
            close(CloseReason.CLIENT_CLOSED, "");
        }

        @Override
        public void onError(Throwable cause) {
            Session.this.onError(cause);
        }
    }

    private final class UpstreamSide implements RelayHandler.Side {
        private final ResponseHandler responses;
        private long countedResponses;

        UpstreamSide(ResponseHandler responses) {
            this.responses = responses;
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            if (closed != null) {
                bytes.release();
                return;
            }
            traffic.bytesToClients.add(bytes.readableBytes());
            client.write(bytes, client.voidPromise());
        }

        @Override
        public void onReadComplete() {
            traffic.responses.add(responses.responses() - countedResponses);
            countedResponses = responses.responses();
            client.flush();
            clientGate.set(Hold.TOO_MANY_PENDING, pending.size() >= MAX_PENDING);
            closeIfDrained();
        }

        @Override
        public void onWritabilityChanged(boolean writable) {
            clientGate.set(Hold.PEER_NOT_WRITABLE, !writable);
        }

        @Override
        public void onClosed() {
            close(CloseReason.UPSTREAM_CLOSED, "");
        }

        @Override
        public void onError(Throwable cause) {
            Session.this.onError(cause);
        }
    }

    private final class UpstreamInitializer extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            ResponseHandler responses = new ResponseHandler(
                    pending,
                    nodeId -> route.advertise(nodeId),
                    seen -> upstreams.learn(virtualCluster.backendCluster(), seen));
            channel.pipeline().addLast(responses, new RelayHandler(new UpstreamSide(responses)));
        }
    }
}
