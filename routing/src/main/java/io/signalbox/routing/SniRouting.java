package io.signalbox.routing;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;

/**
 * An {@code sni} policy: the TLS server name tells the virtual cluster and the broker (contract section 3.4).
 *
 * @param suffix ends every name; begins with a dot or a hyphen, or is empty
 * @param advertisedPort empty stands for the local port of the connection
 * @param byDnsLabel every virtual cluster of the gateway
 */
public record SniRouting(
        UUID id,
        String suffix,
        HostFormat format,
        OptionalInt advertisedPort,
        Map<String, VirtualClusterRef> byDnsLabel)
        implements ForwardPolicy {

    private static final int MAX_NAME =
            253; // characters: RFC 1035 section 2.3.4, less the two that frame it on the wire
    private static final int MAX_LABEL = 63;

    public SniRouting {
        byDnsLabel = SharedMap.copyOf(byDnsLabel);
    }

    @Override
    public <T> T byKind(Function<PortMapping, T> portMapping, Function<SniRouting, T> sni) {
        return sni.apply(this);
    }

    @Override
    public Match match(Arrival arrival) {
        if (!arrival.tls()) {
            return Mismatch.NOT_TLS;
        }
        if (arrival.serverName().isEmpty()) {
            return Mismatch.NO_SERVER_NAME;
        }
        String serverName = arrival.serverName().get();
        if (!serverName.endsWith(suffix)) {
            return Mismatch.OTHER_SUFFIX;
        }
        Optional<HostFormat.Name> name = format.read(serverName.substring(0, serverName.length() - suffix.length()));
        if (name.isEmpty()) {
            return Mismatch.NO_TARGET;
        }
        VirtualClusterRef cluster = byDnsLabel.get(name.get().dnsLabel());
        if (cluster == null) {
            return Mismatch.UNKNOWN_DNS_LABEL;
        }
        return isHostName(serverName)
                ? new Route(cluster, name.get().target(), this, arrival)
                : Mismatch.BROKER_NOT_EXPOSED;
    }

    @Override
    public Optional<HostPort> advertise(Route route, int nodeId) {
        return host(route.virtualCluster(), new Target.Broker(nodeId))
                .map(host -> new HostPort(
                        host, advertisedPort.orElse(route.arrival().local().port())));
    }

    /** The name under which a target is reached; empty when it would be longer than DNS allows. */
    public Optional<String> host(VirtualClusterRef cluster, Target target) {
        return Optional.of(hostAsIs(cluster, target)).filter(SniRouting::isHostName);
    }

    @Override
    public String addressing() {
        return suffix + ":" + (advertisedPort.isPresent() ? "" + advertisedPort.getAsInt() : "");
    }

    /** As {@link #host}, however long it is. */
    String hostAsIs(VirtualClusterRef cluster, Target target) {
        return format.write(new HostFormat.Name(target, cluster.dnsLabel())) + suffix;
    }

    private static boolean isHostName(String name) {
        if (name.length() > MAX_NAME) {
            return false;
        }
        int start = 0;
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', start)) {
            if (dot - start > MAX_LABEL) {
                return false;
            }
            start = dot + 1;
        }
        return name.length() - start <= MAX_LABEL;
    }
}
