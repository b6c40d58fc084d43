package io.signalbox.dataplane.config;

import io.signalbox.proto.config.v1.ListenerPolicy;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.WireListener;
import io.signalbox.resources.Forwards;
import io.signalbox.routing.AcceptedTransport;
import io.signalbox.routing.ForwardPolicy;
import io.signalbox.routing.ListenAddress;
import io.signalbox.routing.PortSet;
import io.signalbox.routing.RouteTable;
import io.signalbox.routing.VirtualClusterRef;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Builds listeners with their policy chains; for one image. */
final class ListenerBuilder {

    private final Map<String, List<Resource>> chains; // the enabled policies of each listener, in order
    private final Map<UUID, Listener> former;
    private final Map<UUID, VirtualClusterRef> byId;
    private final Map<String, VirtualClusterRef> byDnsLabel;
    private final TlsReader tlsReader;
    private final Consumer<ConfigProblem> problems;

    ListenerBuilder(
            Collection<Resource> policies,
            Map<UUID, Listener> former,
            Map<UUID, VirtualCluster> virtualClusters,
            TlsReader tlsReader,
            Consumer<ConfigProblem> problems) {
        this.chains = policies.stream()
                .filter(resource -> resource.getListenerPolicy().getEnabled())
                .sorted(Comparator.comparingInt(
                        resource -> resource.getListenerPolicy().getPosition()))
                .collect(Collectors.groupingBy(
                        resource -> resource.getListenerPolicy().getListenerId()));
        this.former = former;
        this.byId = virtualClusters.values().stream()
                .map(VirtualCluster::routeRef)
                .collect(Collectors.toUnmodifiableMap(VirtualClusterRef::id, ref -> ref));
        this.byDnsLabel = byId.values().stream()
                // Two have one label only while one of them keeps a form that was good before.
                .collect(Collectors.toUnmodifiableMap(VirtualClusterRef::dnsLabel, ref -> ref, (one, other) -> one));
        this.tlsReader = tlsReader;
        this.problems = problems;
    }

    /**
     * Builds a listener; empty when its TLS cannot be served and never was, since without it the listener would protect
     * less than was declared.
     *
     * @throws IllegalArgumentException when the listener itself cannot be applied
     */
    Optional<Listener> listener(UUID id, WireListener body) {
        PortSet ports = PortSet.parse(body.getPortsList());
        if (body.getAddressesCount() == 0) {
            throw new IllegalArgumentException("it has no addresses");
        }
        if (body.getAddressesList().stream().map(ListenAddress::canonical).anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("one of its addresses is empty");
        }
        List<Resource> chain = chains.getOrDefault(id.toString(), List.of());
        chain.forEach(ListenerBuilder::checkKnown);
        Optional<Resource> tlsPolicy = chain.stream()
                .filter(resource -> resource.getListenerPolicy().hasTlsServer())
                .findFirst();
        Optional<TlsServer> tls = tlsPolicy.flatMap(policy -> tlsServer(id, body.getName(), policy));
        if (tlsPolicy.isPresent() && tls.isEmpty()) {
            return Optional.empty();
        }
        RouteTable routes = new RouteTable(acceptedTransport(tls), forwards(chain, ports));
        return Optional.of(new Listener(id, body.getName(), body.getAddressesList(), ports, routes, tls));
    }

    private static AcceptedTransport acceptedTransport(Optional<TlsServer> tls) {
        return tls.map(server -> server.allowPlaintext() ? AcceptedTransport.TLS_OR_PLAINTEXT : AcceptedTransport.TLS)
                .orElse(AcceptedTransport.PLAINTEXT);
    }

    private static void checkKnown(Resource resource) {
        if (resource.getListenerPolicy().getConfigCase() == ListenerPolicy.ConfigCase.CONFIG_NOT_SET) {
            // Serving the listener without a policy that is not understood could protect less than was declared.
            throw new IllegalArgumentException("its " + ref(resource)
                    + " is of a kind that this node does not know; run a newer release of the node");
        }
    }

    private Optional<TlsServer> tlsServer(UUID listenerId, String listenerName, Resource policy) {
        EntityRef ref = ref(policy);
        try {
            return Optional.of(
                    tlsReader.tlsServer(ref, policy.getListenerPolicy().getTlsServer()));
        } catch (IllegalArgumentException e) {
            Optional<TlsServer> last = Optional.ofNullable(former.get(listenerId))
                    .flatMap(Listener::tls)
                    .filter(server -> server.policy().id().equals(ref.id()));
            String effect = last.isPresent()
                    ? "It keeps its last good form."
                    : "The listener [" + listenerName + "] (" + listenerId + ") is not served.";
            problems.accept(ConfigProblem.error(
                    ref,
                    "tls_server.invalid",
                    "The TLS server " + ref + " cannot be applied: " + e.getMessage() + ". " + effect
                            + " Everything else is applied."));
            return last;
        }
    }

    private List<ForwardPolicy> forwards(List<Resource> chain, PortSet open) {
        Forwards forwards = new Forwards(open, byId, byDnsLabel);
        return chain.stream()
                .filter(Forwards::isForward)
                .flatMap(policy -> forward(forwards, policy).stream())
                .toList();
    }

    private Optional<ForwardPolicy> forward(Forwards forwards, Resource policy) {
        Optional<ForwardPolicy> forward = forwards.forward(policy);
        if (forward.isEmpty()) {
            problems.accept(ConfigProblem.error(
                    ref(policy),
                    "listener_policy.destination_missing",
                    "The " + ref(policy) + " is not applied: its virtual cluster ("
                            + policy.getListenerPolicy().getPortMapping().getVirtualClusterId()
                            + ") is not served by this node. The other policies of the listener are applied."));
        }
        return forward;
    }

    private static UUID id(Resource resource) {
        return UUID.fromString(resource.getKey().getId());
    }

    private static EntityRef ref(Resource resource) {
        return new EntityRef(
                EntityRef.Kind.LISTENER_POLICY,
                id(resource),
                resource.getListenerPolicy().getName());
    }
}
