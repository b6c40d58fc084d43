package io.signalbox.dataplane.config;

import io.signalbox.proto.config.v1.ListenerPolicy;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.WireListener;
import io.signalbox.proto.config.v1.WireTlsServer;
import io.signalbox.resources.Forwards;
import io.signalbox.routing.AcceptedTransport;
import io.signalbox.routing.ForwardPolicy;
import io.signalbox.routing.ListenAddress;
import io.signalbox.routing.PortSet;
import io.signalbox.routing.RouteTable;
import io.signalbox.routing.SharedMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Builds listeners with their policy chains; for one image. */
final class ListenerBuilder {

    private final Declared declared;
    private final SharedMap<UUID, Listener> former;
    private final RouteRefs served;
    private final Function<UUID, Optional<TrustBundle>> bundles;
    private final TlsReader tlsReader;
    private final SharedMap.Edit<UUID, ReadTls> read;
    private final List<ConfigProblem> problems = new ArrayList<>();

    /**
     * Builds.
     *
     * @param former those of the previous image
     * @param served where routes may lead
     * @param read what was read of TLS by earlier builds, of listeners by their ids; this one adds to it
     */
    ListenerBuilder(
            Declared declared,
            SharedMap<UUID, Listener> former,
            RouteRefs served,
            Function<UUID, Optional<TrustBundle>> bundles,
            NodeEnvironment node,
            SharedMap.Edit<UUID, ReadTls> read) {
        this.declared = declared;
        this.former = former;
        this.served = served;
        this.bundles = bundles;
        this.tlsReader = new TlsReader(node, bundles);
        this.read = read;
    }

    /** A TLS server, and all that it was read of. To read it takes a hundred times as long as all else of a listener. */
    record ReadTls(Resource policy, List<Optional<TrustBundle>> bundles, TlsServer server) {

        @SuppressWarnings("ReferenceEquality") // to compare certificates takes its time
        boolean isOf(Resource other, List<Optional<TrustBundle>> others) {
            return policy == other && bundles.equals(others);
        }
    }

    /** What was found of policies since this was called last. */
    List<ConfigProblem> takeProblems() {
        List<ConfigProblem> found = List.copyOf(problems);
        problems.clear();
        return found;
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
        List<Resource> chain = declared.chain(id).stream()
                .filter(resource -> resource.getListenerPolicy().getEnabled())
                .sorted(Comparator.comparingInt(
                        resource -> resource.getListenerPolicy().getPosition()))
                .toList();
        chain.forEach(ListenerBuilder::checkKnown);
        Optional<Resource> tlsPolicy = chain.stream()
                .filter(resource -> resource.getListenerPolicy().hasTlsServer())
                .findFirst();
        if (tlsPolicy.isEmpty()) {
            read.remove(id);
        }
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
            WireTlsServer body = policy.getListenerPolicy().getTlsServer();
            List<Optional<TrustBundle>> trusted = body.getClientAuthentication().getTlsTrustBundleIdsList().stream()
                    .map(UUID::fromString)
                    .map(bundles)
                    .toList();
            ReadTls known = read.get(listenerId);
            if (known == null || !known.isOf(policy, trusted)) {
                known = new ReadTls(policy, trusted, tlsReader.tlsServer(ref, body));
                read.put(listenerId, known);
            }
            return Optional.of(known.server());
        } catch (IllegalArgumentException e) {
            Optional<TlsServer> last = Optional.ofNullable(former.get(listenerId))
                    .flatMap(Listener::tls)
                    .filter(server -> server.policy().id().equals(ref.id()));
            String effect = last.isPresent()
                    ? "It keeps its last good form."
                    : "The listener [" + listenerName + "] (" + listenerId + ") is not served.";
            problems.add(ConfigProblem.error(
                    ref,
                    "tls_server.invalid",
                    "The TLS server " + ref + " cannot be applied: " + e.getMessage() + ". " + effect
                            + " Everything else is applied."));
            return last;
        }
    }

    private List<ForwardPolicy> forwards(List<Resource> chain, PortSet open) {
        Forwards forwards = new Forwards(open, served.byId(), served.byDnsLabel());
        return chain.stream()
                .filter(Forwards::isForward)
                .flatMap(policy -> forward(forwards, policy).stream())
                .toList();
    }

    private Optional<ForwardPolicy> forward(Forwards forwards, Resource policy) {
        Optional<ForwardPolicy> forward = forwards.forward(policy);
        if (forward.isEmpty()) {
            problems.add(ConfigProblem.error(
                    ref(policy),
                    "listener_policy.destination_missing",
                    "The " + ref(policy) + " is not applied: its virtual cluster ("
                            + policy.getListenerPolicy().getPortMapping().getVirtualClusterId()
                            + ") is not served by this node. The other policies of the listener are applied."));
        }
        return forward;
    }

    private static EntityRef ref(Resource resource) {
        return new EntityRef(
                EntityRef.Kind.LISTENER_POLICY,
                Declared.id(resource),
                resource.getListenerPolicy().getName());
    }
}
