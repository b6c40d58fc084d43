package io.signalbox.dataplane.config;

import io.signalbox.routing.HostPort;
import io.signalbox.routing.SharedMap;
import io.signalbox.routing.VirtualClusterRef;
import java.util.Optional;
import java.util.UUID;

/**
 * Everything a node needs of one configuration version. Immutable, whole, and consistent. What did not change is the same object
 * as in the image before.
 *
 * @param sockets what is to be bound: address as declared and port, and the listener that has it
 * @param listeners that have at least one socket, by id
 * @param virtualClusters by id
 * @param byDnsLabel the same, as routes find and name them
 * @param backendClusters that stand behind virtual clusters, by id
 * @param trustBundles by id; kept so that one that can no longer be read keeps its last good form
 */
public record RoutingImage(
        long version,
        SharedMap<HostPort, Listener> sockets,
        SharedMap<UUID, Listener> listeners,
        SharedMap<UUID, VirtualCluster> virtualClusters,
        SharedMap<String, VirtualClusterRef> byDnsLabel,
        SharedMap<UUID, BackendCluster> backendClusters,
        SharedMap<UUID, TrustBundle> trustBundles) {

    public static final RoutingImage EMPTY = new RoutingImage(
            0,
            SharedMap.empty(),
            SharedMap.empty(),
            SharedMap.empty(),
            SharedMap.empty(),
            SharedMap.empty(),
            SharedMap.empty());

    public Optional<Listener> listenerAt(HostPort socket) {
        return Optional.ofNullable(sockets.get(socket));
    }

    public Optional<VirtualCluster> virtualCluster(UUID id) {
        return Optional.ofNullable(virtualClusters.get(id));
    }
}
