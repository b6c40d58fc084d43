package io.signalbox.dataplane.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.signalbox.dataplane.config.BackendCluster;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.Listener;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.dataplane.kafka.ClientSoftware;
import io.signalbox.dataplane.kafka.RequestHandler;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.Plans;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.kafka.rewrite.AddressLayer;
import io.signalbox.dataplane.kafka.rewrite.OfferedVersions;
import io.signalbox.dataplane.layer.TopicQuestions;
import io.signalbox.dataplane.layer.access.AccessSession;
import io.signalbox.dataplane.layer.aliases.AliasSession;
import io.signalbox.dataplane.layer.names.NamesSession;
import io.signalbox.dataplane.layer.records.RecordsSession;
import io.signalbox.dataplane.login.Identity;
import io.signalbox.dataplane.upstream.Upstreams;
import io.signalbox.routing.CloseReason;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.Printable;
import io.signalbox.routing.Route;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/**
 * One client connection and its upstream connection: where it goes, by which image, how long it stays, and why it ends. What
 * moves between the two sockets is {@link Relay}'s.
 */
final class Session {

    private final long openedAtMillis = System.currentTimeMillis();
    private final Channel client;
    private final AdmittedClient admitted;
    private final Entrance entrance;

    private final Traffic traffic;
    private final Traffic.OfListener counted;
    private final LoginGate login;
    private final Optional<NamesSession> names; // the same for life, as the namespace is
    private final SessionAliases aliases;
    private final AliasSession aliasing;
    private final SessionAccess access;
    private final Exchanges exchanges;
    private final Relay relay;
    private @Nullable ScheduledFuture<?> firstRequestTimeout;

    private Route route;
    private VirtualCluster virtualCluster;
    private @Nullable SessionRecords records; // once there are policies for them
    private @Nullable CloseReason draining;
    private @Nullable ScheduledFuture<?> drainLimit;
    private boolean inputEnded; // the client sends none
    private @Nullable CloseNotifyHold closeNotify; // under TLS
    private @Nullable CloseReason closed;

    Session(Channel client, AdmittedClient admitted, Entrance entrance) {
        this.client = client;
        this.admitted = admitted;
        this.entrance = entrance;
        this.route = admitted.route();
        this.virtualCluster = admitted.virtualCluster();
        this.traffic = entrance.registry().traffic(virtualCluster);
        this.counted = traffic.of(admitted.listener());
        this.login = new LoginGate(this, entrance.login(client, admitted));
        this.names = virtualCluster
                .namespace()
                .map(namespace -> new NamesSession(
                        new SessionNames(namespace, virtualCluster, entrance.registry(), this::askBroker)));
        this.aliases = new SessionAliases(this, virtualCluster, entrance.registry(), this::askWithoutAliases);
        this.aliasing = new AliasSession(aliases);
        this.access = new SessionAccess(this, virtualCluster, entrance.registry(), this::ask);
        Plans plans = entrance.plans().ofStrangers(virtualCluster);
        this.exchanges = new Exchanges(
                traffic.roundtrips,
                plans,
                layers(plans, !virtualCluster.aliases().isEmpty()));
        this.relay = new Relay(this, client, exchanges, traffic, entrance.upstreams(), entrance.limits());
        this.firstRequestTimeout =
                closeAfter(times().firstRequest(), ConnectionEnd.FIRST_REQUEST_TIMEOUT, "no Kafka request came");
    }

    /** The sessions of the layers of {@link ClusterPlans}. */
    private LayerSession[] layers(Plans plans, boolean aliased) {
        LayerSession versions = OfferedVersions.session(plans);
        LayerSession addresses = AddressLayer.session(
                nodeId -> route.advertise(nodeId),
                seen -> entrance.upstreams().learn(virtualCluster.backendCluster(), seen));
        List<LayerSession> layers = new ArrayList<>(List.of(login, versions));
        if (virtualCluster.acls().isPresent()) {
            layers.add(new AccessSession(access));
        }
        if (!virtualCluster.records().isEmpty()) {
            layers.add(new RecordsSession(records()));
        }
        if (aliased) {
            layers.add(aliasing);
        }
        names.ifPresent(layers::add);
        layers.add(addresses);
        return layers.toArray(LayerSession[]::new);
    }

    private SessionRecords records() {
        if (records == null) {
            records = new SessionRecords(
                    this,
                    virtualCluster,
                    login.login().identity(),
                    entrance.registry(),
                    new TopicQuestions(entrance.registry().topics().ofClients(virtualCluster), this::ask),
                    entrance.schemas(),
                    entrance.keys().apply(virtualCluster.ref()));
        }
        return records;
    }

    /** By the client's names. */
    private CompletionStage<ApiMessage> ask(Question question) {
        return aliases.aliases().isEmpty()
                ? askWithoutAliases(question)
                : question.through(aliasing, this::askWithoutAliases);
    }

    private CompletionStage<ApiMessage> askWithoutAliases(Question question) {
        return names.isPresent() ? question.through(names.get(), this::askBroker) : askBroker(question);
    }

    private CompletionStage<ApiMessage> askBroker(Question question) {
        return relay.requests().ask(question);
    }

    /** It is known who the client is, or known anew. */
    void onClientKnown() {
        followPlans();
    }

    /** To be called once, on the client's event loop. */
    void start() {
        counted.opened();
        client.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        // A failed write must not take with it what has come in and is not read yet.
        client.config().setAutoClose(false);
        if (route.arrival().tls()) {
            closeNotify = client.pipeline().get(CloseNotifyHold.class);
            closeNotify.holdUntil(() -> relay.requests().requests() > 0 && relay.isAnswered());
        }
        relay.start();
        login.start();
        times().idle().ifPresent(limit -> IdleWatch.start(client, limit, relay::wasActive, this::onIdle));
    }

    private void onIdle() {
        drain(ConnectionEnd.IDLE_TIMEOUT);
    }

    Channel client() {
        return client;
    }

    EntityRef listener() {
        return admitted.listener();
    }

    Optional<ClientSoftware> software() {
        return relay.requests().software();
    }

    EntityRef virtualCluster() {
        return virtualCluster.ref();
    }

    /** For any thread: each part is a value, which may be a moment old. */
    OpenConnection describe() {
        Route now = route;
        Optional<Identity> identity = login.login().identity();
        return new OpenConnection(
                client.id().asShortText(),
                admitted.listener(),
                virtualCluster.ref(),
                ProxyHeader.clientAddress(client),
                now.arrival().local(),
                now.arrival().serverName(),
                Optional.ofNullable(client.pipeline().get(SslHandler.class))
                        .map(tls -> tls.engine().getSession().getProtocol()),
                now.target().match(bootstrap -> OptionalInt.empty(), OptionalInt::of),
                relay.address(),
                identity.map(Identity::principal).or(admitted::principal),
                identity.map(Identity::authType),
                software(),
                openedAtMillis,
                relay.requests().requests(),
                relay.bytesFromClient(),
                relay.bytesToClient());
    }

    /** What is known of the client and where it went, for logs. */
    String routeText() {
        StringBuilder text = new StringBuilder(route.virtualCluster().name() + "/" + route.target());
        Optional<Identity> identity = login.login().identity();
        identity.map(Identity::principal)
                .or(admitted::principal) // whom its certificate stands for, whether or not it is in by that
                .ifPresent(name -> text.append(" principal=\"")
                        .append(Printable.name(name))
                        .append('"'));
        identity.ifPresent(who -> text.append(" auth=").append(who.authType()));
        software().ifPresent(said -> text.append(" software=").append(said));
        return text.toString();
    }

    /** Compares what this session depends on with a new image: goes on under it, or drains. */
    void onImage(RoutingImage image) {
        Optional<Listener> listener = image.listenerAt(admitted.socket());
        Optional<Route> next = listener.flatMap(
                found -> found.routes().decide(route.arrival()).match(Optional::of, rejection -> Optional.empty()));
        Optional<VirtualCluster> cluster = next.flatMap(
                found -> image.virtualCluster(found.virtualCluster().id()));
        if (next.isPresent() && cluster.isPresent() && isLike(next.get(), cluster.get(), listener.orElseThrow())) {
            route = next.get(); // it may expose more brokers than before
            virtualCluster = cluster.get();
            followPlans();
        } else {
            drain(ConnectionEnd.ROUTE_CHANGED);
        }
    }

    /** Other rules apply from the next request on; layers that are the same have the same plans. */
    @SuppressWarnings("ReferenceEquality") // plans are shared
    private void followPlans() {
        access.follow(virtualCluster, login.login().identity());
        if (records != null) {
            records.follow(virtualCluster, login.login().identity());
        }
        aliases.follow(virtualCluster, login.login().identity());
        boolean aliased = !aliases.aliases().isEmpty();
        Plans plans = entrance.plans().of(virtualCluster, access.layer(), aliased);
        if (plans != exchanges.plans()) {
            exchanges.follow(plans, layers(plans, aliased));
        }
    }

    private boolean isLike(Route next, VirtualCluster cluster, Listener listener) {
        return Fingerprint.of(next, cluster, listener.authenticationOf(next.arrival()))
                        .equals(Fingerprint.of(route, virtualCluster, admitted.authentication()))
                && virtualCluster.backendCluster().sharesServers(cluster.backendCluster())
                && login.login().holdsUnder(cluster.authentication());
    }

    /** Takes no further request, and closes when those that came in have been answered, or its time is over. */
    void drain(CloseReason reason) {
        if (closed == null && draining == null) {
            draining = reason;
            limitRest();
            relay.requests().stopAfterCurrent();
            closeIfDrained();
        }
    }

    /** What has come in is to be done with within the drain limit. */
    void limitRest() {
        if (drainLimit == null) {
            drainLimit = closeAfter(
                    times().drain(), draining == null ? ConnectionEnd.CLIENT_CLOSED : draining, "not drained");
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
        Optional<HostPort> connectedTo = relay.address();
        if (now.isPresent() && connectedTo.isPresent() && !now.equals(connectedTo)) {
            drain(ConnectionEnd.BROKER_MOVED);
        }
    }

    private Limits.Times times() {
        return entrance.limits().times();
    }

    /** In which the client must have authenticated. */
    Duration loginLimit() {
        return times().login();
    }

    private ScheduledFuture<?> closeAfter(Duration limit, CloseReason reason, String what) {
        Runnable end = () -> close(reason, what + " within " + limit);
        return client.eventLoop().schedule(end, limit.toMillis(), TimeUnit.MILLISECONDS);
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
        counted.ended(reason);
        if (reason.kind() == CloseReason.Kind.FAILURE) {
            traffic.backendError(ErrorOrigin.of(reason));
        }
        entrance.registry().onClosed(this, reason, detail);
        relay.close(times().drain());
        login.drop();
    }

    Traffic traffic() {
        return traffic;
    }

    void setStranger(boolean stranger) {
        relay.requests().setStranger(stranger);
    }

    /** See {@link Relay#login}. */
    Future<Duration> loginUpstream() {
        return relay.login();
    }

    Route route() {
        return route;
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

    /** What the connection is for, where it is no client's. */
    Optional<Upstreams.IncomingCheck> check() {
        return relay.requests()
                .mark()
                .map(found -> new Upstreams.IncomingCheck(found, admitted.listener() + " at " + client.localAddress()));
    }

    /** There is a broker. */
    void onConnected() {
        onBrokersChanged(); // it may have moved meanwhile
        closeIfDrained();
    }

    void closeIfDrained() {
        if (draining != null && isDrained()) {
            close(draining, "all requests are answered");
        } else if (inputEnded && relay.isAnswered()) {
            close(ConnectionEnd.CLIENT_CLOSED, "");
        } else if (closeNotify != null && relay.isAnswered()) {
            closeNotify.onAnswered();
        }
    }

    private boolean isDrained() {
        RequestHandler requests = relay.requests();
        return relay.isIdle() && requests.atFrameEnd() && !(login.letsGoOn() && requests.isWaiting());
    }

    void onClientError(Throwable cause) {
        if (!(cause instanceof IOException)) {
            onFailure(cause);
        } else if (inputEnded) {
            if (!relay.requests().isWaiting()) {
                close(ConnectionEnd.CLIENT_CLOSED, ""); // it does not even read any more
            }
        } else if (client instanceof DuplexChannel socket && socket.isOutputShutdown()) {
            limitRest(); // it cannot be written; what it sent before is still to be read, and its end behind that
        } else {
            onFailure(cause);
        }
    }

    void onFailure(Throwable cause) {
        CloseReason reason = ConnectionEnd.of(cause);
        if (reason == ConnectionEnd.INTERNAL_ERROR && closed == null) {
            entrance.registry().onUnexpected(this, cause);
        }
        close(reason, String.valueOf(cause.getMessage()));
    }
}
