package io.signalbox.dataplane.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.concurrent.ScheduledFuture;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.Listener;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.dataplane.tls.HandshakeFailure;
import io.signalbox.dataplane.tls.TlsAlert;
import io.signalbox.routing.Arrival;
import io.signalbox.routing.CloseReason;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.Printable;
import io.signalbox.routing.Rejection;
import io.signalbox.routing.Route;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A connection that has no session yet: within a limited time it is given one, or it is turned away with a reason. For the
 * channel's event loop.
 */
final class PendingConnection {

    private static final int NEAREST_NAMES = 3;

    private final Channel client;
    private final HostPort socket;
    private final EntityRef listener;
    private final Entrance entrance;
    private final ScheduledFuture<?> limit;
    private final ChannelFutureListener onClose = closed -> onClosed();
    private boolean handshaking;
    private boolean over;

    PendingConnection(Channel client, HostPort socket, EntityRef listener, Entrance entrance) {
        this.client = client;
        this.socket = socket;
        this.listener = listener;
        this.entrance = entrance;
        entrance.registry().onAccepted();
        limit = client.eventLoop().schedule(this::onTimeout, time().toMillis(), TimeUnit.MILLISECONDS);
        client.closeFuture().addListener(onClose);
    }

    /** Whether it has a session, or was turned away. */
    boolean isOver() {
        return over;
    }

    Entrance entrance() {
        return entrance;
    }

    /** The listener as it is now; empty when the socket is no longer its own, which ends this. */
    Optional<Listener> currentListener() {
        Optional<Listener> current = entrance.image().listenerAt(socket);
        if (current.isEmpty()) {
            reject(Rejection.Reason.NO_MATCHING_POLICY, () -> "the listener is gone");
        }
        return current;
    }

    HostPort localAddress() {
        InetSocketAddress local = (InetSocketAddress) client.localAddress();
        return new HostPort(local.getAddress().getHostAddress(), local.getPort());
    }

    private Duration time() {
        return entrance.limits().times().handshake();
    }

    /** Who is behind the connection is known now: its address, or what a load balancer says. */
    void onAddressKnown() {
        if (!over) {
            enter(entrance.registry().quotas().enterAddress(client));
        }
    }

    /** Turns the client away where it was found to be one too many. */
    void enter(Optional<CloseReason> tooMany) {
        tooMany.ifPresent(reason -> reject(reason, () -> "by the node's settings"));
    }

    /** The client speaks TLS: from now on it is the handshake that takes the time. */
    void beginHandshake() {
        handshaking = true;
    }

    /**
     * Begins a session, and gives it the pipeline.
     *
     * @param image by which the route was decided
     */
    void admit(RoutingImage image, Listener decided, Route route, Optional<String> principal) {
        Optional<VirtualCluster> cluster =
                image.virtualCluster(route.virtualCluster().id());
        if (over || cluster.isEmpty()) {
            reject(Rejection.Reason.NO_MATCHING_POLICY, () -> "its virtual cluster is not served");
            return;
        }
        enter(entrance.registry()
                .quotas()
                .enterVirtualCluster(client, cluster.get().ref()));
        if (over) {
            return;
        }
        end();
        AdmittedClient admitted = new AdmittedClient(
                socket, listener, route, cluster.get(), decided.authenticationOf(route.arrival()), principal);
        Session session = new Session(client, admitted, entrance);
        entrance.registry().add(session);
        session.start();
        RoutingImage now = entrance.image();
        if (isAnother(now, image)) {
            session.onImage(now); // it changed before the registry knew of this session
        }
    }

    /** Turns the client away for what routing says; a client that speaks TLS is told by an alert. */
    void reject(Listener current, Arrival arrival, Rejection rejection) {
        if (arrival.tls()) {
            alert(rejection.reason()).send(client);
        }
        reject(rejection.reason(), new Unrouted(current, arrival));
    }

    void reject(CloseReason reason, EndDetail detail) {
        fail(reason, detail);
        SocketClose.flushed(client);
    }

    /** As {@link #reject}, where somebody else closes the connection, after an alert of his own. */
    void fail(CloseReason reason, EndDetail detail) {
        if (!over) {
            end();
            entrance.registry().onRejected(listener, client, reason, detail);
        }
    }

    private void end() {
        over = true;
        limit.cancel(false);
        client.closeFuture().removeListener(onClose); // which would hold this as long as the connection
    }

    private void onTimeout() {
        if (handshaking) {
            reject(ConnectionEnd.TLS_HANDSHAKE_TIMEOUT, () -> "TLS was not agreed on within " + time());
        } else {
            reject(ConnectionEnd.FIRST_REQUEST_TIMEOUT, () -> "nothing came within " + time());
        }
    }

    private void onClosed() {
        if (handshaking) {
            fail(HandshakeFailure.TLS_HANDSHAKE_ABORTED, () -> "the client closed the connection during the handshake");
        } else {
            fail(ConnectionEnd.CLIENT_CLOSED, () -> "");
        }
    }

    private static TlsAlert alert(Rejection.Reason reason) {
        return switch (reason) {
            case NO_SNI, UNKNOWN_SNI, BROKER_NOT_EXPOSED -> TlsAlert.UNRECOGNIZED_NAME;
            case NO_MATCHING_POLICY, TLS_ON_PLAINTEXT_LISTENER, PLAINTEXT_NOT_ALLOWED -> TlsAlert.HANDSHAKE_FAILURE;
        };
    }

    /** A connection that leads nowhere, and how it came. To find similar names, all that are accepted are looked at. */
    private record Unrouted(Listener listener, Arrival arrival) implements EndDetail {

        @Override
        public String text() {
            String local = "local address " + arrival.local();
            if (arrival.serverName().isEmpty()) {
                return local + (arrival.tls() ? ", TLS without a server name" : ", plaintext");
            }
            String name = arrival.serverName().get();
            List<String> nearest = similarNames();
            return local + ", server name [" + Printable.name(name) + "]"
                    + (nearest.isEmpty() ? ", no accepted name is like it" : ", accepted names like it: " + nearest);
        }

        @Override
        public Optional<String> serverName() {
            return arrival.serverName();
        }

        @Override
        public List<String> similarNames() {
            return arrival.serverName()
                    .map(name -> listener.routes().namesLike(name, NEAREST_NAMES))
                    .orElse(List.of());
        }
    }

    /** Identity, not equality: comparing two whole configurations for every connection would be dear. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isAnother(RoutingImage now, RoutingImage then) {
        return now != then;
    }
}
