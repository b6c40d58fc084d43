package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.ImageSubscriber;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.dataplane.kafka.exchange.Layer;
import io.signalbox.dataplane.kafka.exchange.Plans;
import io.signalbox.dataplane.kafka.rewrite.AddressLayer;
import io.signalbox.dataplane.kafka.rewrite.OfferedVersions;
import io.signalbox.dataplane.login.LoginLayer;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What each virtual cluster does with exchanges: its layers, compiled when its image is published. Those that have the same
 * layers share one table; a plain one has that of all plain ones, and pays for nothing. For any thread.
 */
public final class ClusterPlans implements ImageSubscriber {

    /** In the order in which requests come to them. */
    private static final List<Layer> PLAIN = List.of(new LoginLayer(), new OfferedVersions(), new AddressLayer());

    private final ConcurrentMap<List<Layer>, Plans> compiled = new ConcurrentHashMap<>();

    public ClusterPlans() {
        compiled.put(PLAIN, Plans.of(PLAIN));
    }

    @Override
    public List<ConfigProblem> onImage(RoutingImage image) {
        compiled.keySet()
                .retainAll(Stream.concat(
                                Stream.of(PLAIN),
                                image.virtualClusters().values().stream().map(ClusterPlans::layers))
                        .collect(Collectors.toSet()));
        image.virtualClusters().values().forEach(this::of);
        return List.of();
    }

    /** Compiled here only for a client that is quicker than the image's way through its subscribers. */
    Plans of(VirtualCluster cluster) {
        return compiled.computeIfAbsent(layers(cluster), Plans::of);
    }

    /** A virtual cluster has nothing yet that would add one. */
    static List<Layer> layers(VirtualCluster cluster) {
        return PLAIN;
    }
}
