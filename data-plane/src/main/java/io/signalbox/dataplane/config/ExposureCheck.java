package io.signalbox.dataplane.config;

import io.signalbox.routing.ForwardPolicy;
import io.signalbox.routing.PortMapping;
import io.signalbox.routing.PortSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Which brokers a port mapping has no port for, and what would give them one; which ports it can never use (contract
 * section 3.3). Pure.
 */
public final class ExposureCheck {

    private ExposureCheck() {}

    /**
     * Looks at every port mapping of the image.
     *
     * @param brokers node ids of each backend cluster, as far as they are known, by its id
     */
    public static List<ConfigProblem> problems(RoutingImage image, Map<UUID, Set<Integer>> brokers) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (Listener listener : image.listeners().values()) {
            for (ForwardPolicy policy : listener.routes().policies()) {
                problems.addAll(policy.byKind(
                        mapping -> Stream.concat(
                                        hiddenBrokers(image, listener, mapping, brokers).stream(),
                                        unusedPorts(listener, mapping).stream())
                                .toList(),
                        sni -> List.of()));
            }
        }
        return problems;
    }

    private static Optional<ConfigProblem> hiddenBrokers(
            RoutingImage image, Listener listener, PortMapping mapping, Map<UUID, Set<Integer>> brokers) {
        Set<Integer> known = image.virtualCluster(mapping.virtualCluster().id())
                .map(virtual -> brokers.getOrDefault(virtual.backendCluster().id(), Set.of()))
                .orElse(Set.of());
        if (known.stream().allMatch(mapping::exposes)) {
            return Optional.empty(); // nearly always, and every port mapping is looked at after every change
        }
        NavigableSet<Integer> all = new TreeSet<>(known);
        NavigableSet<Integer> hidden = new TreeSet<>(all);
        hidden.removeIf(mapping::exposes);
        return Optional.of(ConfigProblem.error(
                ref(mapping),
                "listener_policy.brokers_not_exposed",
                "The port mapping (" + mapping.id() + ") of the " + listener.ref() + " to virtual cluster ["
                        + mapping.virtualCluster().name() + "] has no port for "
                        + (hidden.size() == 1 ? "broker " : "brokers ") + hidden + " of " + all + ": "
                        + remedy(mapping, all) + ". The other brokers are served."));
    }

    private static String remedy(PortMapping mapping, NavigableSet<Integer> nodeIds) {
        return mapping.fit(nodeIds)
                .map(fit -> "ports [" + fit.ports() + "] with min_broker_id " + fit.minBrokerId()
                        + " would expose all of them")
                .orElse("their ids lie too far apart for the ports of one listener");
    }

    private static Optional<ConfigProblem> unusedPorts(Listener listener, PortMapping mapping) {
        int first = mapping.open().first();
        if (mapping.open().ranges().stream().allMatch(range -> range.first() >= first)) {
            return Optional.empty();
        }
        NavigableSet<Integer> unused = new TreeSet<>();
        mapping.open().stream().filter(port -> port < first).forEach(unused::add);
        return Optional.of(ConfigProblem.warning(
                ref(mapping),
                "listener_policy.ports_unused",
                "The ports [" + PortSet.of(unused) + "] of the " + listener.ref()
                        + " lead nowhere by its port mapping (" + mapping.id() + "): they are smaller than the"
                        + " first port as written, " + first + ". All else is served."));
    }

    private static EntityRef ref(PortMapping mapping) {
        return new EntityRef(
                EntityRef.Kind.LISTENER_POLICY,
                mapping.id(),
                mapping.virtualCluster().name());
    }
}
