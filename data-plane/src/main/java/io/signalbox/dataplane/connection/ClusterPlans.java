package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.ImageSubscriber;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.UsedByClusters;
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
import java.util.Optional;
import java.util.Set;
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
    private final UsedByClusters<Shape> shapes = new UsedByClusters<>(cluster -> Stream.of(Shape.of(cluster)));

    /**
     * What the layers of a virtual cluster depend on: many have the same.
     *
     * @param additionalTopics whether its namespace has some; empty where it has no namespace
     */
    private record Shape(
            boolean access, boolean produce, boolean consume, boolean aliases, Optional<Boolean> additionalTopics) {

        static Shape of(VirtualCluster cluster) {
            return new Shape(
                    cluster.acls().isPresent(),
                    !cluster.records().produce().isEmpty(),
                    !cluster.records().consume().isEmpty(),
                    !cluster.aliases().isEmpty(),
                    cluster.namespace().map(namespace -> !namespace.topics().isEmpty()));
        }

        boolean records() {
            return produce || consume;
        }
    }

    public ClusterPlans() {
        compiled.put(PLAIN, Plans.of(PLAIN));
    }

    @Override
    public List<ConfigProblem> onImage(RoutingImage image) {
        Set<Shape> used = shapes.in(image);
        compiled.keySet()
                .retainAll(Stream.concat(Stream.of(PLAIN), used.stream().flatMap(ClusterPlans::all))
                        .collect(Collectors.toSet()));
        used.forEach(shape -> compile(layers(shape, AccessLayer.SEES_ALL, shape.aliases())));
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
        return compile(layers(Shape.of(cluster), access, aliased));
    }

    private Plans compile(List<Layer> layers) {
        return compiled.computeIfAbsent(layers, Plans::of);
    }

    private static Stream<List<Layer>> all(Shape shape) {
        return AccessLayer.all()
                .flatMap(access -> Stream.of(true, false).map(aliased -> layers(shape, access, aliased)));
    }

    /** In the order in which {@link Session} has what they do on a connection. */
    private static List<Layer> layers(Shape shape, AccessLayer access, boolean aliased) {
        if (!shape.access() && !shape.records() && shape.additionalTopics().isEmpty() && !aliased) {
            return PLAIN;
        }
        List<Layer> layers = new ArrayList<>(List.of(new LoginLayer(), new OfferedVersions()));
        if (shape.access()) {
            layers.add(access);
        }
        if (shape.records()) {
            layers.add(new RecordsLayer(shape.produce(), shape.consume()));
        }
        if (aliased) {
            layers.add(new AliasLayer());
        }
        shape.additionalTopics().map(NamesLayer::new).ifPresent(layers::add);
        layers.add(new AddressLayer());
        return layers;
    }
}
