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

/** The backend clusters of the image: finds and dials their brokers (contract section 3.7). For any thread. */
public final class Upstreams implements ImageSubscriber {

    private final Transport transport;
    private final Upstream.Means means;
    private final ProblemBoard problems;
    private final ConcurrentMap<UUID, Upstream> upstreams = new ConcurrentHashMap<>();
    private final Map<UUID, KnownBrokers> remembered = new ConcurrentHashMap<>();
    private volatile Runnable onBrokersChanged = () -> {};

    public Upstreams(Transport transport, BackendContexts contexts, ProblemBoard problems) {
        this.transport = transport;
        this.means = new Upstream.Means(new Dialer(transport, contexts), new UpstreamLogin(), new Hashing());
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
     * @return fails with an {@link UpstreamException}
     */
    public Future<Channel> connect(EventLoop eventLoop, BackendCluster cluster, Target target, ChannelHandler handler) {
        Upstream upstream = upstream(cluster);
        Promise<Channel> connected = eventLoop.newPromise();
        target.match(
                bootstrap -> {
                    pass(upstream.dial(eventLoop, cluster, upstream.bootstrapCandidates(cluster), handler), connected);
                    return connected;
                },
                nodeId -> {
                    findThenDial(new Search(eventLoop, upstream, cluster, nodeId, handler), connected);
                    return connected;
                });
        return connected;
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
            EventLoop eventLoop, Upstream upstream, BackendCluster cluster, int nodeId, ChannelHandler handler) {

        Optional<HostPort> known() {
            return upstream.directory.find(nodeId);
        }

        Future<Channel> dial(HostPort address) {
            return upstream.dial(eventLoop, cluster, List.of(address), handler);
        }
    }

    private static void findThenDial(Search search, Promise<Channel> connected) {
        Optional<HostPort> known = search.known();
        if (known.isPresent()) {
            pass(search.dial(known.get()), connected);
            return;
        }
        Future<SeenBrokers> refreshed =
                search.upstream().refresh.refresh(() -> search.known().isPresent());
        refreshed.addListener(done -> search.eventLoop().execute(() -> {
            Optional<HostPort> found = search.known();
            if (found.isPresent()) {
                pass(search.dial(found.get()), connected);
            } else if (refreshed.isSuccess()) {
                connected.tryFailure(new UpstreamException(
                        UpstreamException.Reason.BROKER_UNKNOWN,
                        "broker " + search.nodeId() + " is none of "
                                + search.upstream().directory.all().keySet()));
            } else {
                connected.tryFailure(upstreamException(refreshed.cause()));
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

    private static UpstreamException upstreamException(Throwable cause) {
        return cause instanceof UpstreamException upstream
                ? upstream
                : new UpstreamException(UpstreamException.Reason.BACKEND_UNREACHABLE, BrokerWords.of(cause));
    }
}
