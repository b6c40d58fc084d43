package io.signalbox.dataplane.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.Listener;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.dataplane.connection.ReadGate.Hold;
import io.signalbox.dataplane.kafka.PendingRequests;
import io.signalbox.dataplane.kafka.RequestHandler;
import io.signalbox.dataplane.kafka.ResponseHandler;
import io.signalbox.dataplane.upstream.Upstreams;
import io.signalbox.routing.Route;
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
    private final SessionLimits limits;

    private Route route;
    private VirtualCluster virtualCluster;
    private @Nullable Channel upstream;
    private @Nullable ReadGate upstreamGate;
    private @Nullable ResponseHandler responses;
    private boolean dialled;
    private @Nullable CloseReason draining;
    private @Nullable ScheduledFuture<?> drainLimit;
    private @Nullable CloseReason closed;
    private long countedRequests;

    Session(
            Channel client,
            Admission admission,
            Upstreams upstreams,
            ConnectionRegistry registry,
            SessionLimits limits) {
        this.client = client;
        this.admission = admission;
        this.route = admission.route();
        this.virtualCluster = admission.virtualCluster();
        this.upstreams = upstreams;
        this.registry = registry;
        this.limits = limits;
        this.traffic = registry.traffic(virtualCluster);
        this.requests = new RequestHandler(pending, limits.maxRequestBytes());
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
        String text = route.virtualCluster().name() + "/" + route.target();
        return admission
                .principal()
                .map(name -> text + " principal=\"" + name + "\"")
                .orElse(text);
    }

    /** Compares what this session depends on with a new image: goes on under it, or drains. */
    void onImage(RoutingImage image) {
        Optional<Listener> listener = image.listenerAt(admission.socket());
        Optional<Route> next = listener.flatMap(
                found -> found.routes().decide(route.arrival()).match(Optional::of, rejection -> Optional.empty()));
        Optional<VirtualCluster> cluster = next.flatMap(
                found -> image.virtualCluster(found.virtualCluster().id()));
        if (next.isPresent() && cluster.isPresent() && isLike(next.get(), cluster.get(), listener.orElseThrow())) {
            route = next.get(); // it may expose more brokers than before
            virtualCluster = cluster.get();
        } else {
            drain(CloseReason.ROUTE_CHANGED);
        }
    }

    private boolean isLike(Route next, VirtualCluster cluster, Listener listener) {
        return Fingerprint.of(next, cluster.backendCluster(), listener.authenticationOf(next.arrival()))
                .equals(Fingerprint.of(route, virtualCluster.backendCluster(), admission.authentication()));
    }

    /** Takes no further request, and closes when those that came in have been answered, or its time is over. */
    void drain(CloseReason reason) {
        if (closed == null && draining == null) {
            draining = reason;
            drainLimit = client.eventLoop()
                    .schedule(
                            () -> close(reason, "not drained within " + limits.drain()),
                            limits.drain().toMillis(),
                            TimeUnit.MILLISECONDS);
            requests.stopAfterCurrent();
            closeIfDrained();
        }
    }

    /** Closes both sides, at once where nothing is left to be written. */
    void close(CloseReason reason, String detail) {
        if (closed != null) {
            return;
        }
        closed = reason;
        firstRequestTimeout.cancel(false);
        if (drainLimit != null) {
            drainLimit.cancel(false);
        }
        awaitingUpstream.forEach(ByteBuf::release);
        awaitingUpstream.clear();
        traffic.connections.decrement();
        if (reason.kind() == CloseReason.Kind.FAILURE) {
            traffic.backendErrors.increment();
        }
        registry.onClosed(this, reason, detail);
        FlushedClose.of(client);
        if (upstream != null) {
            FlushedClose.of(upstream);
        }
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
                close(
                        CloseReason.of(dialling.cause()),
                        String.valueOf(dialling.cause().getMessage()));
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

    private void closeIfDrained() {
        boolean answered = pending.isEmpty() && (responses == null || responses.atFrameEnd());
        if (draining != null && answered && requests.atFrameEnd() && awaitingUpstream.isEmpty()) {
            close(draining, "all requests are answered");
        }
    }

    private void onError(Throwable cause) {
        CloseReason reason = CloseReason.of(cause);
        if (reason == CloseReason.INTERNAL_ERROR) {
            registry.onUnexpected(this, cause);
        }
        close(reason, String.valueOf(cause.getMessage()));
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
            ResponseHandler handler = new ResponseHandler(
                    pending,
                    nodeId -> route.advertise(nodeId),
                    seen -> upstreams.learn(virtualCluster.backendCluster(), seen));
            responses = handler;
            channel.pipeline().addLast(handler, new RelayHandler(new UpstreamSide(handler)));
        }
    }
}
