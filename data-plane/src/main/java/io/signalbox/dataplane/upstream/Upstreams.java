package io.signalbox.dataplane.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.signalbox.dataplane.config.BackendCluster;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.ImageSubscriber;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.kafka.rewrite.SeenBrokers;
import io.signalbox.dataplane.tls.BackendContexts;
import io.signalbox.dataplane.transport.Transport;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.Target;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** The backend clusters of the image: finds and dials their brokers (contract section 3.7). For any thread. */
public final class Upstreams implements ImageSubscriber {

    private final Transport transport;
    private final Upstream.Means means;
    private final ProblemBoard problems;
    private final ConcurrentMap<UUID, Upstream> upstreams = new ConcurrentHashMap<>();
    private final Map<UUID, KnownBrokers> remembered = new ConcurrentHashMap<>();
    private volatile Runnable onBrokersChanged = () -> {};

    /**
     * A check of an address, by this node or another, that came in as a client's first request.
     *
     * @param mark its client id
     * @param where it came in, for people
     */
    public record IncomingCheck(String mark, String where) {}

    public Upstreams(Transport transport, BackendContexts contexts, ProblemBoard problems, MetadataTimes times) {
        this.transport = transport;
        this.means = new Upstream.Means(
                new Dialer(transport, contexts),
                new UpstreamLogin(),
                new PasswordHashExecutor(),
                new LoopMarks(),
                times);
        this.problems = problems;
    }

    /** Is told, on an event loop, when brokers came, went or moved. */
    public void onBrokersChanged(Runnable listener) {
        onBrokersChanged = listener;
    }

    @Override
    public List<ConfigProblem> onImage(RoutingImage image) {
        Map<UUID, BackendCluster> wanted = image.backendClusters();
        wanted.values().forEach(cluster -> upstream(cluster).update(cluster));
        upstreams.keySet().stream()
                .filter(id -> !wanted.containsKey(id))
                .toList()
                .forEach(this::remove);
        return List.of();
    }

    /**
     * Connects to a broker on {@code eventLoop}, with TLS where the cluster has it; the connection reads nothing until
     * it is told to.
     *
     * @param check when it is for a check of an address, by this node or another: it goes on at once, and only once
     * @return fails with an {@link UpstreamException}
     */
    public Future<Channel> connect(
            EventLoop eventLoop,
            BackendCluster cluster,
            Target target,
            Optional<IncomingCheck> check,
            ChannelHandler handler) {
        Upstream upstream = upstream(cluster);
        if (check.isPresent()
                && means.marks()
                        .isLoop(check.get().mark(), cluster.id(), check.get().where())) {
            return eventLoop.newFailedFuture(new UpstreamException(
                    UpstreamException.Reason.BACKEND_LOOP,
                    "a check of an address came in that went out to the same " + cluster.ref() + " before"));
        }
        Promise<Channel> connected = eventLoop.newPromise();
        Search search = new Search(eventLoop, upstream, cluster, check.isPresent(), handler);
        target.match(
                bootstrap -> {
                    pass(search.dial(upstream.bootstrapCandidates(cluster)), connected);
                    return connected;
                },
                nodeId -> {
                    findThenDial(search, nodeId, connected);
                    return connected;
                });
        return connected;
    }

    /** Where a broker is, as far as that is known. */
    public Optional<HostPort> address(BackendCluster cluster, int nodeId) {
        return Optional.ofNullable(upstreams.get(cluster.id())).flatMap(upstream -> upstream.directory.find(nodeId));
    }

    /** By which address a connection was made. */
    public static Optional<HostPort> addressOf(Channel connection) {
        return Optional.ofNullable(connection.attr(Dialer.ADDRESS).get());
    }

    /**
     * Makes the node known to the broker at the other end of a connection made here, or renews that. Nothing else may
     * be under way on the connection meanwhile. Completes with how long the broker lets the node stay before it has to
     * be done again; zero is for ever.
     *
     * @return fails with an {@link UpstreamException}; the connection is of no use then
     */
    public Future<Duration> login(Channel channel, BackendCluster cluster) {
        Upstream upstream = upstreams.get(cluster.id());
        return upstream == null
                ? channel.eventLoop()
                        .newFailedFuture(new UpstreamException(
                                UpstreamException.Reason.BACKEND_UNREACHABLE,
                                "the " + cluster.ref() + " is not configured any more"))
                : upstream.login(channel, cluster);
    }

    /** Learns brokers' addresses from a response that passed by, unless the cluster has other servers by now. */
    public void learn(BackendCluster cluster, SeenBrokers seen) {
        Upstream upstream = upstreams.get(cluster.id());
        if (upstream != null) {
            upstream.learn(cluster, seen);
        }
    }

    /** What is known of each backend cluster. */
    public Map<UUID, KnownBrokers> known() {
        Map<UUID, KnownBrokers> known = new HashMap<>();
        upstreams.forEach((id, upstream) ->
                known.put(id, new KnownBrokers(upstream.cluster().bootstrapServers(), upstream.directory.all())));
        return known;
    }

    /** What an earlier run knew: to begin with, for clusters that are still found by the same servers. */
    public void remember(Map<UUID, KnownBrokers> earlier) {
        remembered.putAll(earlier);
    }

    /** The node ids of each backend cluster, as far as they are known. */
    public Map<UUID, Set<Integer>> brokers() {
        Map<UUID, Set<Integer>> known = new HashMap<>();
        upstreams.forEach(
                (id, upstream) -> known.put(id, upstream.directory.all().keySet()));
        return known;
    }

    /** Made when first needed: a client may be quicker than the image's way through its subscribers. */
    private Upstream upstream(BackendCluster cluster) {
        return upstreams.computeIfAbsent(cluster.id(), id -> create(cluster));
    }

    private Upstream create(BackendCluster cluster) {
        Upstream upstream =
                new Upstream(cluster, transport.eventLoops().next(), means, problems, () -> onBrokersChanged.run());
        KnownBrokers earlier = remembered.remove(cluster.id());
        if (earlier != null && earlier.bootstrapServers().equals(cluster.bootstrapServers())) {
            upstream.directory.learn(new SeenBrokers(earlier.addresses(), Map.of(), true));
        }
        upstream.refresh.start();
        return upstream;
    }

    private void remove(UUID id) {
        Upstream gone = upstreams.remove(id);
        if (gone != null) {
            gone.stop();
        }
    }

    private record Search(
            EventLoop eventLoop, Upstream upstream, BackendCluster cluster, boolean check, ChannelHandler handler) {

        Future<Channel> dial(List<HostPort> addresses) {
            return check
                    ? upstream.dialUnchecked(eventLoop, cluster, addresses, handler)
                    : upstream.dial(eventLoop, cluster, addresses, handler);
        }
    }

    /** A broker that cannot be reached where it was may have moved: then it is looked for once more. */
    private static void findThenDial(Search search, int nodeId, Promise<Channel> connected) {
        Optional<HostPort> known = search.upstream().directory.find(nodeId);
        if (known.isEmpty()) {
            lookUpThenDial(search, nodeId, Optional.empty(), connected);
            return;
        }
        Future<Channel> dialled = search.dial(List.of(known.get()));
        dialled.addListener(done -> {
            boolean away = !dialled.isSuccess()
                    && UpstreamException.of(dialled.cause()).reason() == UpstreamException.Reason.BACKEND_UNREACHABLE;
            if (away && !search.check()) {
                lookUpThenDial(search, nodeId, Optional.of(new Missed(known.get(), dialled.cause())), connected);
            } else {
                pass(dialled, connected);
            }
        });
    }

    private record Missed(HostPort address, Throwable cause) {}

    private static void lookUpThenDial(Search search, int nodeId, Optional<Missed> missed, Promise<Channel> connected) {
        BrokerDirectory directory = search.upstream().directory;
        Supplier<Optional<HostPort>> elsewhere = () -> directory
                .find(nodeId)
                .filter(address ->
                        missed.map(Missed::address).filter(address::equals).isEmpty());
        Future<SeenBrokers> refreshed =
                search.upstream().refresh.refresh(() -> elsewhere.get().isPresent());
        refreshed.addListener(done -> search.eventLoop().execute(() -> {
            Optional<HostPort> found = elsewhere.get();
            if (found.isPresent()) {
                pass(search.dial(List.of(found.get())), connected);
            } else if (missed.isPresent()) {
                connected.tryFailure(missed.get().cause());
            } else if (refreshed.isSuccess()) {
                connected.tryFailure(new UpstreamException(
                        UpstreamException.Reason.BROKER_UNKNOWN,
                        "broker " + nodeId + " is none of " + directory.all().keySet()));
            } else {
                connected.tryFailure(UpstreamException.of(refreshed.cause()));
            }
        }));
    }

    private static void pass(Future<Channel> dialled, Promise<Channel> connected) {
        dialled.addListener(done -> {
            if (!dialled.isSuccess()) {
                connected.tryFailure(dialled.cause());
            } else if (!connected.trySuccess(dialled.getNow())) {
                dialled.getNow().close();
            }
        });
    }
}
