package io.signalbox.routing;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/**
 * A {@code port_mapping} policy: the local port tells the broker. The ports are a translation of the node ids (contract
 * section 3.3), so that no port moves when brokers come and go.
 *
 * @param open every port of the listener
 * @param bootstrapAtStart whether the listener's first port is the bootstrap port
 * @param minBrokerId brokers with a smaller node id are not exposed; 0 or more
 * @param advertisedHost what clients are told; an unspecified address stands for the local address of the connection
 */
public record PortMapping(
        UUID id,
        PortSet open,
        boolean bootstrapAtStart,
        int minBrokerId,
        String advertisedHost,
        VirtualClusterRef virtualCluster)
        implements ForwardPolicy {

    private static final int MAX_PORT = 65_535;

    public PortMapping {
        if (minBrokerId < 0) {
            throw new IllegalArgumentException("min_broker_id must not be less than 0, is " + minBrokerId);
        }
    }

    @Override
    public <T> T byKind(Function<PortMapping, T> portMapping, Function<SniRouting, T> sni) {
        return portMapping.apply(this);
    }

    @Override
    public Match match(Arrival arrival) {
        Optional<Target> target = target(arrival.local().port());
        return target.isPresent() ? new Route(virtualCluster, target.get(), this, arrival) : Mismatch.PORT_NOT_MAPPED;
    }

    @Override
    public Optional<HostPort> advertise(Route route, int nodeId) {
        if (!exposes(nodeId)) {
            return Optional.empty();
        }
        String host = isUnspecified(advertisedHost) ? route.arrival().local().host() : advertisedHost;
        return Optional.of(new HostPort(host, (int) port(nodeId)));
    }

    @Override
    public String addressing() {
        return advertisedHost;
    }

    public boolean exposes(int nodeId) {
        long port = port(nodeId);
        return nodeId >= minBrokerId && port <= MAX_PORT && open.contains((int) port);
    }

    /** What a local port is for; empty when it is none of this policy's. */
    Optional<Target> target(int port) {
        if (!open.contains(port)) {
            return Optional.empty();
        }
        if (bootstrapAtStart && port == open.first()) {
            return Optional.of(Target.BOOTSTRAP);
        }
        long nodeId = (long) port - firstBrokerPort() + minBrokerId;
        return nodeId >= minBrokerId && nodeId <= Integer.MAX_VALUE
                ? Optional.of(new Target.Broker((int) nodeId))
                : Optional.empty();
    }

    /**
     * The settings that would expose all of these brokers with the fewest changes: the smallest ids decide whether
     * {@code min_broker_id} must change. Empty when no set of ports can, because the ids lie too far apart.
     */
    public Optional<Fit> fit(SortedSet<Integer> nodeIds) {
        if (nodeIds.isEmpty()) {
            return Optional.of(new Fit(minBrokerId, open));
        }
        int lowest = nodeIds.first();
        boolean keepsMinimum = lowest >= minBrokerId && portOf(nodeIds.last(), minBrokerId) <= MAX_PORT;
        int minimum = keepsMinimum ? minBrokerId : lowest;
        if (portOf(nodeIds.last(), minimum) > MAX_PORT) {
            return Optional.empty();
        }
        SortedSet<Integer> ports = new TreeSet<>();
        ports.add(open.first());
        nodeIds.forEach(nodeId -> ports.add((int) portOf(nodeId, minimum)));
        return Optional.of(new Fit(minimum, PortSet.of(ports)));
    }

    /** What {@link #fit} proposes. */
    public record Fit(int minBrokerId, PortSet ports) {}

    private long port(int nodeId) {
        return portOf(nodeId, minBrokerId);
    }

    private long portOf(int nodeId, int minimum) {
        return (long) firstBrokerPort() + nodeId - minimum;
    }

    private int firstBrokerPort() {
        return open.first() + (bootstrapAtStart ? 1 : 0);
    }

    private static boolean isUnspecified(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
    }
}
