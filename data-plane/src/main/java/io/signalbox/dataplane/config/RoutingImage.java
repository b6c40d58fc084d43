package io.signalbox.dataplane.config;

import io.signalbox.routing.HostPort;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Everything a node needs of one configuration version. Immutable, whole, and consistent.
 *
 * @param sockets what is to be bound: address as declared and port, and the listener that has it
 * @param virtualClusters by id
 * @param trustBundles by id; kept so that one that can no longer be read keeps its last good form
 */
public record RoutingImage(
        long version,
        Map<HostPort, Listener> sockets,
        Map<UUID, VirtualCluster> virtualClusters,
        Map<UUID, TrustBundle> trustBundles) {

    public static final RoutingImage EMPTY = new RoutingImage(0, Map.of(), Map.of(), Map.of());

    public RoutingImage {
        sockets = Map.copyOf(sockets);
        virtualClusters = Map.copyOf(virtualClusters);
        trustBundles = Map.copyOf(trustBundles);
    }

    /** The backend clusters that stand behind virtual clusters, by id. */
    public Map<UUID, BackendCluster> backendClusters() {
        Map<UUID, BackendCluster> byId = new HashMap<>();
        virtualClusters
                .values()
                .forEach(virtual -> byId.put(virtual.backendCluster().id(), virtual.backendCluster()));
        return byId;
    }

    /** The listeners that have at least one socket, by id. */
    public Map<UUID, Listener> listeners() {
        Map<UUID, Listener> byId = new HashMap<>();
        sockets.values().forEach(listener -> byId.put(listener.id(), listener));
        return byId;
    }

    public Optional<Listener> listenerAt(HostPort socket) {
        return Optional.ofNullable(sockets.get(socket));
    }

    public Optional<VirtualCluster> virtualCluster(UUID id) {
        return Optional.ofNullable(virtualClusters.get(id));
    }
}
