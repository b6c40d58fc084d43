package io.signalbox.dataplane.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.ScheduledFuture;
import io.signalbox.dataplane.config.BackendCluster;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.Listener;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.dataplane.connection.ReadGate.Hold;
import io.signalbox.dataplane.connection.SocketSplice.End;
import io.signalbox.dataplane.kafka.ClientSoftware;
import io.signalbox.dataplane.kafka.PendingRequests;
import io.signalbox.dataplane.kafka.RequestHandler;
import io.signalbox.dataplane.kafka.rewrite.SeenBrokers;
import io.signalbox.dataplane.upstream.Arrived;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.Route;
import io.signalbox.routing.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.jspecify.annotations.Nullable;

/**
 * One client connection and its upstream connection, both on one event loop. The broker is dialled when the first
 * request has been read and found good, so that what is no Kafka client never reaches a broker. When one side cannot be
 * written, the other is not read.
 */
final class Session {

    /** A client that says nothing Kafka-like for so long is none. */
    static final Duration FIRST_REQUEST_TIMEOUT = Duration.ofSeconds(10);

    /** Unanswered requests, beyond which the client is not read until there are fewer. */
    static final int MAX_PENDING = 4_096;

    private final Channel client;
    private final Admission admission;
    private final Entrance entrance;

    private final PendingRequests pending = new PendingRequests();
    private final RequestHandler requests;
    private final ConnectionMetrics.Traffic traffic;
    private final ReadGate clientGate;
    private final LoginGate login;
    private final ClientSide clientSide;
    private final UpstreamLeg upstream;
    private @Nullable ScheduledFuture<?> firstRequestTimeout;

    private Route route;
    private VirtualCluster virtualCluster;
    private Optional<String> mark = Optional.empty(); // as far as the login's gate has seen it
    private @Nullable CloseReason draining;
    private @Nullable ScheduledFuture<?> drainLimit;
    private boolean stopped; // no further request is passed on
    private boolean inputEnded; // the client sends none
    private @Nullable CloseNotifyHold closeNotify; // under TLS
    private @Nullable CloseReason closed;

    Session(Channel client, Admission admission, Entrance entrance) {
        this.client = client;
        this.admission = admission;
        this.entrance = entrance;
        this.route = admission.route();
        this.virtualCluster = admission.virtualCluster();
        this.traffic = entrance.registry().traffic(virtualCluster);
        this.clientGate = new ReadGate(client);
        this.upstream = new UpstreamLeg(client.eventLoop(), entrance.upstreams(), pending, new UpstreamSide());
        this.requests = new RequestHandler(pending, entrance.limits().maxRequestBytes(), this::onDetour);
        this.clientSide = new ClientSide(this, client, requests, upstream, traffic, clientGate);
        this.login = new LoginGate(
                client,
                requests,
                entrance.limits().maxRequestBytes(),
                entrance.login(client, admission),
                new SessionLogin(this, clientGate, upstream, traffic));
        this.firstRequestTimeout =
                closeAfter(FIRST_REQUEST_TIMEOUT, CloseReason.FIRST_REQUEST_TIMEOUT, "no Kafka request came");
    }

    /** To be called once, on the client's event loop. */
    void start() {
        traffic.connections.increment();
        client.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        // A failed write must not take with it what has come in and is not read yet.
        client.config().setAutoClose(false);
        if (route.arrival().tls()) {
            closeNotify = client.pipeline().get(CloseNotifyHold.class);
            closeNotify.holdUntil(() -> requests.requests() > 0 && isAnswered());
        }
        client.pipeline().addLast(requests, new RelayHandler(clientSide));
        login.start();
    }

    Channel client() {
        return client;
    }

    EntityRef listener() {
        return admission.listener();
    }

    Optional<ClientSoftware> software() {
        return requests.software();
    }

    /** What is known of the client and where it went, for logs. */
    String routeText() {
        return new ConnectionText(route, login.login().identity(), admission.principal(), requests.software())
                .toString();
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
                        .equals(Fingerprint.of(route, virtualCluster.backendCluster(), admission.authentication()))
                && virtualCluster.backendCluster().sharesServers(cluster.backendCluster())
                && login.login().holdsUnder(cluster.authentication());
    }

    /** Takes no further request, and closes when those that came in have been answered, or its time is over. */
    void drain(CloseReason reason) {
        if (closed == null && draining == null) {
            draining = reason;
            limitRest();
            login.whenPassed(this::stop);
        }
    }

    /** What has come in is to be done with within the drain limit. */
    void limitRest() {
        if (drainLimit == null) {
            drainLimit = closeAfter(
                    entrance.limits().drain(), draining == null ? CloseReason.CLIENT_CLOSED : draining, "not drained");
        }
    }

    /** The client sends nothing more, and may still read: what it sent whole is passed on and answered. */
    void onInputEnded() {
        if (closed == null && !inputEnded) {
            inputEnded = true;
            limitRest();
            closeIfDrained();
        }
    }

    /** Brokers came, went or moved: a connection to what is another broker by now drains. */
    void onBrokersChanged() {
        Optional<HostPort> now = route.target()
                .match(
                        bootstrap -> Optional.empty(),
                        nodeId -> entrance.upstreams().address(virtualCluster.backendCluster(), nodeId));
        Optional<HostPort> connectedTo = upstream.address();
        if (now.isPresent() && connectedTo.isPresent() && !now.equals(connectedTo)) {
            drain(CloseReason.BROKER_MOVED);
        }
    }

    /** The first request is a node's check of an address. */
    void onMark(Optional<String> found) {
        if (mark.isEmpty()) {
            mark = found;
        }
    }

    private ScheduledFuture<?> closeAfter(Duration limit, CloseReason reason, String what) {
        Runnable end = () -> close(reason, what + " within " + limit);
        return client.eventLoop().schedule(end, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stop() {
        stopped = true;
        requests.stopAfterCurrent();
        closeIfDrained();
    }

    /** Closes both sides, at once where nothing is left to be written. */
    void close(CloseReason reason, String detail) {
        if (closed != null) {
            return;
        }
        closed = reason;
        onFirstRequest();
        if (drainLimit != null) {
            drainLimit.cancel(false);
        }
        login.close();
        traffic.connections.decrement();
        if (reason.kind() == CloseReason.Kind.FAILURE) {
            traffic.backendErrors.increment();
        }
        entrance.registry().onClosed(this, reason, detail);
        FlushedClose.of(client);
        upstream.close(
                !pending.isEmpty() || requests.hadUnanswered(),
                entrance.limits().drain());
    }

    private void onDetour(ByteBuf bytes) {
        if (closed == null && draining == null) {
            login.onDetour(bytes);
        } else {
            bytes.release();
        }
    }

    BackendCluster backendCluster() {
        return virtualCluster.backendCluster();
    }

    void onFirstRequest() {
        if (firstRequestTimeout != null) {
            firstRequestTimeout.cancel(false);
            firstRequestTimeout = null;
        }
    }

    boolean isClosed() {
        return closed != null;
    }

    /** Reads no more of a client that has too many requests unanswered, until it has fewer. */
    void limitPending() {
        clientGate.set(Hold.TOO_MANY_PENDING, pending.size() >= MAX_PENDING);
    }

    boolean isIdle() {
        return pending.isEmpty() && upstream.isAtFrameEnd();
    }

    void closeIfDrained() {
        if (draining != null && stopped && isIdle() && requests.atFrameEnd()) {
            close(draining, "all requests are answered");
        } else if (inputEnded && isAnswered()) {
            close(CloseReason.CLIENT_CLOSED, "");
        } else if (closeNotify != null && isAnswered()) {
            closeNotify.onAnswered();
        }
    }

    /** Whether all that came in whole has been passed on and answered. */
    private boolean isAnswered() {
        return !login.isWaiting() && pending.size() == requests.incomplete() && upstream.isAtFrameEnd();
    }

    void onClientError(Throwable cause) {
        if (!(cause instanceof IOException)) {
            onFailure(cause);
        } else if (inputEnded) {
            if (!login.isWaiting()) {
                close(CloseReason.CLIENT_CLOSED, ""); // it does not even read any more
            }
        } else if (client instanceof DuplexChannel socket && socket.isOutputShutdown()) {
            limitRest(); // it cannot be written; what it sent before is still to be read, and its end behind that
        } else {
            onFailure(cause);
        }
    }

    void onFailure(Throwable cause) {
        CloseReason reason = CloseReason.of(cause);
        if (reason == CloseReason.INTERNAL_ERROR && closed == null) {
            entrance.registry().onUnexpected(this, cause);
        }
        close(reason, String.valueOf(cause.getMessage()));
    }

    private final class UpstreamSide implements UpstreamLeg.Owner {
        private long countedResponses;

        @Override
        public BackendCluster backendCluster() {
            return Session.this.backendCluster();
        }

        @Override
        public Target target() {
            return route.target();
        }

        @Override
        public Optional<Arrived> check() {
            return mark.or(requests::mark)
                    .map(found -> new Arrived(found, admission.listener() + " at " + client.localAddress()));
        }

        @Override
        public Optional<HostPort> advertise(int nodeId) {
            return route.advertise(nodeId);
        }

        @Override
        public void onSeen(SeenBrokers seen) {
            entrance.upstreams().learn(virtualCluster.backendCluster(), seen);
        }

        @Override
        public void onLogin(SaslAuthenticateResponseData answer) {
            login.onRelayedAnswer(answer);
        }

        @Override
        public void onDial() {
            onFirstRequest();
            clientGate.set(Hold.CONNECTING, true);
        }

        @Override
        public void onConnected() {
            upstream.hold(Hold.PEER_NOT_WRITABLE, !client.isWritable());
            clientGate.set(Hold.PEER_NOT_WRITABLE, !upstream.isWritable());
            clientGate.set(Hold.CONNECTING, false);
            requests.bypass(upstream.spliceWith(new End(client, requests), clientGate, clientSide));
            Session.this.onBrokersChanged(); // it may have moved meanwhile
            closeIfDrained();
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
        public void onSpliced(int bytes) {
            traffic.bytesToClients.add(bytes);
            onReadComplete();
        }

        @Override
        public void onReadComplete() {
            traffic.responses.add(upstream.responses() - countedResponses);
            countedResponses = upstream.responses();
            client.flush();
            limitPending();
            closeIfDrained();
            if (isIdle()) {
                login.onIdle();
            }
        }

        @Override
        public void onWritabilityChanged(boolean writable) {
            if (!writable) {
                upstream.flush();
            }
            clientGate.set(Hold.PEER_NOT_WRITABLE, !upstream.isWritable());
        }

        @Override
        public void onClosed() {
            close(CloseReason.UPSTREAM_CLOSED, "");
        }

        @Override
        public void onError(Throwable cause) {
            onFailure(cause);
        }
    }
}
