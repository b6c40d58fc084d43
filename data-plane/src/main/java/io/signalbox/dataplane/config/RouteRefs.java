package io.signalbox.dataplane.config;

import io.signalbox.routing.SharedMap;
import io.signalbox.routing.VirtualClusterRef;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The virtual clusters that are served, as routes name them. Immutable.
 *
 * @param holders of each DNS label, in the order of their ids: more than one only while one of them keeps a form that was good
 *     before
 * @param byDnsLabel the first of those
 */
record RouteRefs(
        SharedMap<UUID, VirtualClusterRef> byId,
        SharedMap<String, List<VirtualClusterRef>> holders,
        SharedMap<String, VirtualClusterRef> byDnsLabel) {

    static final RouteRefs NONE = new RouteRefs(SharedMap.empty(), SharedMap.empty(), SharedMap.empty());

    /** The next, in which these virtual clusters are served now, or are not. */
    RouteRefs with(Map<UUID, Optional<VirtualCluster>> changed) {
        SharedMap.Edit<UUID, VirtualClusterRef> ids = byId.edit();
        SharedMap.Edit<String, List<VirtualClusterRef>> labels = holders.edit();
        SharedMap.Edit<String, VirtualClusterRef> firsts = byDnsLabel.edit();
        changed.forEach((id, cluster) -> {
            Optional<VirtualClusterRef> former = Optional.ofNullable(ids.get(id));
            Optional<VirtualClusterRef> now = cluster.map(VirtualCluster::routeRef);
            if (!now.equals(former)) {
                former.ifPresent(ref -> hold(labels, firsts, ref.dnsLabel(), without(labels, ref)));
                now.ifPresent(ref -> hold(labels, firsts, ref.dnsLabel(), together(labels, ref)));
                now.ifPresentOrElse(ref -> ids.put(id, ref), () -> ids.remove(id));
            }
        });
        return new RouteRefs(ids.done(), labels.done(), firsts.done());
    }

    private static void hold(
            SharedMap.Edit<String, List<VirtualClusterRef>> labels,
            SharedMap.Edit<String, VirtualClusterRef> firsts,
            String label,
            List<VirtualClusterRef> holding) {
        if (holding.isEmpty()) {
            labels.remove(label);
            firsts.remove(label);
        } else {
            labels.put(label, holding);
            firsts.put(label, holding.get(0));
        }
    }

    private static List<VirtualClusterRef> without(
            SharedMap.Edit<String, List<VirtualClusterRef>> labels, VirtualClusterRef ref) {
        return holding(labels, ref)
                .filter(other -> !other.id().equals(ref.id()))
                .toList();
    }

    private static List<VirtualClusterRef> together(
            SharedMap.Edit<String, List<VirtualClusterRef>> labels, VirtualClusterRef ref) {
        return Stream.concat(Stream.of(ref), holding(labels, ref))
                .sorted(Comparator.comparing(VirtualClusterRef::id))
                .toList();
    }

    private static Stream<VirtualClusterRef> holding(
            SharedMap.Edit<String, List<VirtualClusterRef>> labels, VirtualClusterRef ref) {
        List<VirtualClusterRef> known = labels.get(ref.dnsLabel());
        return known == null ? Stream.of() : known.stream();
    }
}
