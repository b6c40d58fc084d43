package io.signalbox.controlplane.preview;

import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.listener.Listener;
import io.signalbox.controlplane.policy.Policy;
import io.signalbox.controlplane.snapshot.ResourceMapper;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.WireTlsServer;
import io.signalbox.resources.Forwards;
import io.signalbox.routing.AcceptedTransport;
import io.signalbox.routing.ForwardPolicy;
import io.signalbox.routing.PortSet;
import io.signalbox.routing.RouteTable;
import io.signalbox.routing.SniRouting;
import io.signalbox.routing.VirtualClusterRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A listener's policies as nodes use them: made of the messages that nodes are sent, by the code that nodes have.
 *
 * @param steps every forward policy of the chain, disabled ones too
 * @param tlsServer the enabled one
 */
record ListenerRoutes(PortSet ports, RouteTable table, List<Step> steps, Optional<WireTlsServer> tlsServer) {

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
        Forwards forwards = new Forwards(ports, byId, byLabel);
        List<Step> steps = new ArrayList<>();
        List<WireTlsServer> tlsServers = new ArrayList<>();
        for (Entity<Policy> policy : chain) {
            Resource resource = ResourceMapper.resource(policy);
            if (Forwards.isForward(resource)) {
                steps.add(new Step(policy, forwards.forward(resource).orElseThrow()));
            } else if (resource.getListenerPolicy().hasTlsServer()
                    && policy.spec().enabled()) {
                tlsServers.add(resource.getListenerPolicy().getTlsServer());
            }
        }
        Optional<WireTlsServer> tlsServer = tlsServers.stream().findFirst();
        List<ForwardPolicy> enabled = steps.stream()
                .filter(step -> step.policy().spec().enabled())
                .map(Step::forward)
                .toList();
        return new ListenerRoutes(ports, new RouteTable(acceptedTransport(tlsServer), enabled), steps, tlsServer);
    }

    static VirtualClusterRef ref(Entity<VirtualCluster> cluster) {
        return new VirtualClusterRef(
                cluster.id(), cluster.spec().name(), cluster.spec().dnsLabel());
    }

    private static AcceptedTransport acceptedTransport(Optional<WireTlsServer> tlsServer) {
        return tlsServer
                .map(server -> server.getAllowPlaintext() ? AcceptedTransport.TLS_OR_PLAINTEXT : AcceptedTransport.TLS)
                .orElse(AcceptedTransport.PLAINTEXT);
    }
}
