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
import io.signalbox.dataplane.transport.Transport;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;

/** The backend clusters of the image: finds and dials their brokers (contract section 3.7). For any thread. */
public final class Upstreams implements ImageSubscriber {

    private final Transport transport;
    private final Dialer dialer;
    private final ProblemBoard problems;
    private final ConcurrentMap<UUID, Upstream> upstreams = new ConcurrentHashMap<>();
    private final Map<UUID, KnownBrokers> remembered = new ConcurrentHashMap<>();
    private volatile Runnable onBrokersChanged = () -> {};

    public Upstreams(Transport transport, ProblemBoard problems) {
        this.transport = transport;
        this.dialer = new Dialer(transport);
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
     * Connects to a broker on {@code eventLoop}; the connection reads nothing until it is told to.
     *
     * @return fails with an {@link UpstreamException}
     */
    public Future<Channel> connect(EventLoop eventLoop, BackendCluster cluster, Target target, ChannelHandler handler) {
        Upstream upstream = upstream(cluster);
        Promise<Channel> connected = eventLoop.newPromise();
        target.match(
                bootstrap -> {
                    dial(eventLoop, upstream.bootstrapCandidates(cluster), handler, connected);
                    return connected;
                },
                nodeId -> {
                    findThenDial(eventLoop, upstream, nodeId, handler, connected);
                    return connected;
                });
        return connected;
    }

    public Future<java.time.Duration> login(Channel channel, BackendCluster cluster) {
        return channel.eventLoop().newSucceededFuture(java.time.Duration.ZERO);
    }

    /** Learns brokers' addresses from a response that passed by, unless the cluster has other servers by now. */
    public void learn(BackendCluster cluster, SeenBrokers seen) {
        Upstream upstream = upstreams.get(cluster.id());
        if (upstream != null && upstream.cluster.connectsLike(cluster)) {
            upstream.directory.learn(seen);
        }
    }

    /** What is known of each backend cluster. */
    public Map<UUID, KnownBrokers> known() {
        Map<UUID, KnownBrokers> known = new HashMap<>();
        upstreams.forEach((id, upstream) ->
                known.put(id, new KnownBrokers(upstream.cluster.bootstrapServers(), upstream.directory.all())));
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
        return upstreams.computeIfAbsent(cluster.id(), id -> new Upstream(cluster));
    }

    private void remove(UUID id) {
        Upstream gone = upstreams.remove(id);
        if (gone != null) {
            gone.refresh.stop();
            problems.replace(source(id), List.of());
        }
    }

    private void findThenDial(
            EventLoop eventLoop, Upstream upstream, int nodeId, ChannelHandler handler, Promise<Channel> connected) {
        Optional<HostPort> known = upstream.directory.find(nodeId);
        if (known.isPresent()) {
            dial(eventLoop, List.of(known.get()), handler, connected);
            return;
        }
        Future<SeenBrokers> refreshed = upstream.refresh.refresh();
        refreshed.addListener(done -> eventLoop.execute(() -> {
            Optional<HostPort> found = upstream.directory.find(nodeId);
            if (found.isPresent()) {
                dial(eventLoop, List.of(found.get()), handler, connected);
            } else if (refreshed.isSuccess()) {
                connected.tryFailure(new UpstreamException(
                        UpstreamException.Reason.BROKER_UNKNOWN,
                        "broker " + nodeId + " is none of "
                                + upstream.directory.all().keySet()));
            } else {
                connected.tryFailure(unreachable(refreshed.cause()));
            }
        }));
    }

    private void dial(
            EventLoop eventLoop, List<HostPort> candidates, ChannelHandler handler, Promise<Channel> connected) {
        Future<Channel> dialled = dialer.dial(eventLoop, candidates, handler);
        dialled.addListener(done -> {
            if (!dialled.isSuccess()) {
                connected.tryFailure(unreachable(dialled.cause()));
            } else if (!connected.trySuccess(dialled.getNow())) {
                dialled.getNow().close();
            }
        });
    }

    private static UpstreamException unreachable(Throwable cause) {
        return new UpstreamException(UpstreamException.Reason.BACKEND_UNREACHABLE, String.valueOf(cause.getMessage()));
    }

    private void report(BackendCluster cluster, Optional<String> failure) {
        problems.replace(
                source(cluster.id()),
                failure
                        .map(reason -> ConfigProblem.error(
                                cluster.ref(),
                                "backend_cluster.unreachable",
                                "The " + cluster.ref() + " does not answer: " + reason
                                        + ". It is asked again every few seconds; connections that are open go on."))
                        .stream()
                        .toList());
    }

    private static String source(UUID backendClusterId) {
        return "backend cluster " + backendClusterId;
    }

    private final class Upstream {
        private final BrokerDirectory directory = new BrokerDirectory(() -> onBrokersChanged.run());
        private final MetadataRefresh refresh;
        private volatile BackendCluster cluster;

        Upstream(BackendCluster cluster) {
            this.cluster = cluster;
            KnownBrokers earlier = remembered.remove(cluster.id());
            if (earlier != null && earlier.bootstrapServers().equals(cluster.bootstrapServers())) {
                directory.learn(new SeenBrokers(earlier.addresses(), true));
            }
            refresh = new MetadataRefresh(
                    cluster, transport.eventLoops().next(), dialer, directory, failure -> report(cluster, failure));
            refresh.start();
        }

        void update(BackendCluster changed) {
            cluster = changed;
            refresh.update(changed);
        }

        /** Configured servers from a random one on, then whatever else is known. */
        List<HostPort> bootstrapCandidates(BackendCluster cluster) {
            List<HostPort> servers = new ArrayList<>(cluster.bootstrapServers());
            Collections.rotate(servers, ThreadLocalRandom.current().nextInt(servers.size()));
            directory.all().values().stream()
                    .filter(known -> !servers.contains(known))
                    .forEach(servers::add);
            return servers;
        }
    }
}
