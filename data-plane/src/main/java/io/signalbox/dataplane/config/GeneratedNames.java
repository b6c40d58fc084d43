package io.signalbox.dataplane.config;

import io.signalbox.routing.SniRouting;
import io.signalbox.routing.Target;
import io.signalbox.routing.VirtualClusterRef;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/** The targets for which an {@code sni} policy generates host names: bootstrap, and the brokers that are known. */
record GeneratedNames(RoutingImage image, Map<UUID, Set<Integer>> brokers) {

    Stream<Target> targets(VirtualClusterRef cluster) {
        Set<Integer> nodeIds = image.virtualCluster(cluster.id())
                .map(virtual -> brokers.getOrDefault(virtual.backendCluster().id(), Set.of()))
                .orElse(Set.of());
        return Stream.concat(
                Stream.of(Target.BOOTSTRAP), new TreeSet<>(nodeIds).stream().map(Target.Broker::new));
    }

    /** Those that are not too long. */
    Stream<String> of(SniRouting policy, VirtualClusterRef cluster) {
        return targets(cluster).flatMap(target -> policy.host(cluster, target).stream());
    }
}
