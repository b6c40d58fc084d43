package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.ImageSubscriber;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.dataplane.kafka.exchange.Layer;
import io.signalbox.dataplane.kafka.exchange.Plans;
import io.signalbox.dataplane.kafka.rewrite.AddressLayer;
import io.signalbox.dataplane.kafka.rewrite.OfferedVersions;
import io.signalbox.dataplane.layer.access.AccessLayer;
import io.signalbox.dataplane.layer.aliases.AliasLayer;
import io.signalbox.dataplane.layer.names.NamesLayer;
import io.signalbox.dataplane.layer.records.RecordsLayer;
import io.signalbox.dataplane.login.LoginLayer;
import java.util.ArrayList;
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
                                image.virtualClusters().values().stream().flatMap(ClusterPlans::all))
                        .collect(Collectors.toSet()));
        image.virtualClusters().values().forEach(this::ofStrangers);
        return List.of();
    }

    /** Of clients of whom it is not known what they may do, nor which aliases exist for them. */
    Plans ofStrangers(VirtualCluster cluster) {
        return of(cluster, AccessLayer.SEES_ALL, !cluster.aliases().isEmpty());
    }

    /**
     * Of a client of a virtual cluster; compiled here only for one that is quicker than the image's way through its
     * subscribers, or may do what none before it might.
     *
     * @param access where the virtual cluster controls access
     * @param aliased whether there are aliases for it
     */
    Plans of(VirtualCluster cluster, AccessLayer access, boolean aliased) {
        return compiled.computeIfAbsent(layers(cluster, access, aliased), Plans::of);
    }

    private static Stream<List<Layer>> all(VirtualCluster cluster) {
        return AccessLayer.all()
                .flatMap(access -> Stream.of(true, false).map(aliased -> layers(cluster, access, aliased)));
    }

    /** In the order in which {@link Session} has what they do on a connection. */
    private static List<Layer> layers(VirtualCluster cluster, AccessLayer access, boolean aliased) {
        if (cluster.acls().isEmpty()
                && cluster.records().isEmpty()
                && cluster.namespace().isEmpty()
                && !aliased) {
            return PLAIN;
        }
        List<Layer> layers = new ArrayList<>(List.of(new LoginLayer(), new OfferedVersions()));
        if (cluster.acls().isPresent()) {
            layers.add(access);
        }
        if (!cluster.records().isEmpty()) {
            layers.add(new RecordsLayer(
                    !cluster.records().produce().isEmpty(),
                    !cluster.records().consume().isEmpty()));
        }
        if (aliased) {
            layers.add(new AliasLayer());
        }
        cluster.namespace()
                .map(namespace -> new NamesLayer(!namespace.topics().isEmpty()))
                .ifPresent(layers::add);
        layers.add(new AddressLayer());
        return layers;
    }
}
