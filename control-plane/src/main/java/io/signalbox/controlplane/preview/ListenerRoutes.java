package io.signalbox.controlplane.preview;

import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.listener.Listener;
import io.signalbox.controlplane.policy.ForwardToVirtualCluster;
import io.signalbox.controlplane.policy.Policy;
import io.signalbox.controlplane.policy.TlsServer;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import io.signalbox.routing.Acceptance;
import io.signalbox.routing.ForwardPolicy;
import io.signalbox.routing.HostFormat;
import io.signalbox.routing.PortMapping;
import io.signalbox.routing.PortSet;
import io.signalbox.routing.RouteTable;
import io.signalbox.routing.SniRouting;
import io.signalbox.routing.VirtualClusterRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A listener's policies in the form in which nodes use them.
 *
 * @param steps every forward policy of the chain, disabled ones too
 * @param tlsServer the enabled one
 */
record ListenerRoutes(PortSet ports, RouteTable table, List<Step> steps, Optional<TlsServer> tlsServer) {

    /** A forward policy as it is stored and as nodes use it. */
    record Step(Entity<Policy> policy, ForwardPolicy forward) {

        RoutePreview.Policy shown() {
            String type = forward instanceof SniRouting ? "sni" : "port_mapping";
            return new RoutePreview.Policy(policy.id(), policy.name(), type);
        }
    }

    /** The forward policies that nodes try. */
    Stream<Step> enabled() {
        return steps.stream().filter(step -> step.policy().spec().enabled());
    }

    static ListenerRoutes of(Listener listener, List<Entity<Policy>> chain, List<Entity<VirtualCluster>> clusters) {
        PortSet ports = PortSet.parse(listener.ports());
        Map<UUID, VirtualClusterRef> byId = clusters.stream()
                .map(ListenerRoutes::ref)
                .collect(Collectors.toUnmodifiableMap(VirtualClusterRef::id, Function.identity()));
        Map<String, VirtualClusterRef> byLabel = byId.values().stream()
                .collect(Collectors.toUnmodifiableMap(VirtualClusterRef::dnsLabel, Function.identity()));
        List<Step> steps = new ArrayList<>();
        List<TlsServer> tlsServers = new ArrayList<>();
        for (Entity<Policy> policy : chain) {
            if (policy.spec().config() instanceof ForwardToVirtualCluster forward) {
                steps.add(new Step(
                        policy,
                        forward.match(
                                mapping -> mapping(policy.id(), mapping, ports, byId),
                                sni -> routing(policy.id(), sni, byLabel))));
            } else if (policy.spec().config() instanceof TlsServer server
                    && policy.spec().enabled()) {
                tlsServers.add(server);
            }
        }
        Optional<TlsServer> tlsServer = tlsServers.stream().findFirst();
        List<ForwardPolicy> enabled = steps.stream()
                .filter(step -> step.policy().spec().enabled())
                .map(Step::forward)
                .toList();
        return new ListenerRoutes(ports, new RouteTable(acceptance(tlsServer), enabled), steps, tlsServer);
    }

    static VirtualClusterRef ref(Entity<VirtualCluster> cluster) {
        return new VirtualClusterRef(
                cluster.id(), cluster.spec().name(), cluster.spec().dnsLabel());
    }

    private static Acceptance acceptance(Optional<TlsServer> tlsServer) {
        return tlsServer
                .map(server -> server.allowPlaintext() ? Acceptance.TLS_OR_PLAINTEXT : Acceptance.TLS)
                .orElse(Acceptance.PLAINTEXT);
    }

    private static PortMapping mapping(
            UUID id, ForwardToVirtualCluster.PortMapping config, PortSet ports, Map<UUID, VirtualClusterRef> byId) {
        VirtualClusterRef cluster =
                Optional.ofNullable(byId.get(config.destination().id())).orElseThrow();
        return new PortMapping(
                id,
                ports,
                config.bootstrapPort().equals(ForwardToVirtualCluster.PortMapping.AT_START),
                config.minBrokerId(),
                config.advertisedHost(),
                cluster);
    }

    private static SniRouting routing(
            UUID id, ForwardToVirtualCluster.Sni config, Map<String, VirtualClusterRef> byLabel) {
        boolean shared = config.brokerHostFormat()
                .filter(ForwardToVirtualCluster.BrokerHostFormat.SHARED_SUFFIX::equals)
                .isPresent();
        return new SniRouting(
                id,
                config.sniSuffix().orElse(""),
                shared ? HostFormat.SHARED_SUFFIX : HostFormat.PER_CLUSTER_SUFFIX,
                config.advertisedPort().map(OptionalInt::of).orElse(OptionalInt.empty()),
                byLabel);
    }
}
