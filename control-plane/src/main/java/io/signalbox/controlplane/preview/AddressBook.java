package io.signalbox.controlplane.preview;

import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.Reference;
import io.signalbox.controlplane.node.ReportedBrokers;
import io.signalbox.controlplane.preview.AdvertisedAddresses.Address;
import io.signalbox.controlplane.preview.AdvertisedAddresses.Broker;
import io.signalbox.controlplane.preview.AdvertisedAddresses.Way;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import io.signalbox.credentials.CertificateChain;
import io.signalbox.credentials.CertificateNames;
import io.signalbox.credentials.SecretText;
import io.signalbox.proto.config.v1.WireTlsServer;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.PortMapping;
import io.signalbox.routing.Route;
import io.signalbox.routing.SniRouting;
import io.signalbox.routing.Target;
import io.signalbox.routing.VirtualClusterRef;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Every address that clients of a listener are given, made by the code that nodes make them with. */
final class AddressBook {

    private static final int MAX_BROKERS = 1_000;

    private final ListenerRoutes routes;
    private final Reachability reachability;
    private final Optional<CertificateNames> certificate;

    AddressBook(ListenerRoutes routes) {
        this.routes = routes;
        reachability = new Reachability(routes);
        certificate = routes.tlsServer()
                .map(WireTlsServer::getCertificate)
                .filter(text -> !SecretText.isReference(text))
                .flatMap(AddressBook::names);
    }

    /** None of a certificate that an earlier release took and this one does not: nodes say what is wrong with it. */
    private static Optional<CertificateNames> names(String certificate) {
        try {
            return Optional.of(
                    CertificateNames.of(CertificateChain.parse(certificate).leaf()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether any enabled policy leads to this virtual cluster. */
    boolean has(Entity<VirtualCluster> cluster) {
        return routes.enabled().anyMatch(step -> leadsTo(step, cluster));
    }

    AdvertisedAddresses of(Entity<VirtualCluster> cluster, Optional<ReportedBrokers> reported) {
        List<Integer> brokers = reported.map(
                        known -> known.nodeIds().stream().limit(MAX_BROKERS).toList())
                .orElse(List.of());
        VirtualClusterRef ref = ListenerRoutes.ref(cluster);
        List<Way> ways = routes.enabled()
                .filter(step -> leadsTo(step, cluster))
                .map(step -> step.forward() instanceof SniRouting sni
                        ? sni(step.shown(), sni, ref, brokers)
                        : mapping(step.shown(), (PortMapping) step.forward(), brokers))
                .toList();
        return new AdvertisedAddresses(
                Reference.Target.to(cluster.id(), cluster.spec().name()),
                reported.map(ReportedBrokers::reportedAt),
                ways);
    }

    private static boolean leadsTo(ListenerRoutes.Step step, Entity<VirtualCluster> cluster) {
        return !(step.forward() instanceof PortMapping mapping)
                || mapping.virtualCluster().id().equals(cluster.id());
    }

    private Way sni(RoutePreview.Policy policy, SniRouting sni, VirtualClusterRef cluster, List<Integer> brokers) {
        Reachability.Answer reachable = reachability.of(sni, cluster);
        int first = routes.ports().first();
        HostPort local = new HostPort(
                Reachability.LOCAL_ADDRESS,
                reachable.ports().isEmpty() || reachable.ports().contains(first)
                        ? first
                        : reachable.ports().first());
        Route route = new Route(cluster, Target.BOOTSTRAP, sni, reachability.arrival(local, Optional.empty()));
        int port = sni.advertisedPort().orElse(local.port());
        boolean severalPorts =
                sni.advertisedPort().isEmpty() && reachable.ports().size() > 1;
        return new Way(
                policy.id(),
                policy.name(),
                policy.type(),
                reachable.whyNot(),
                severalPorts ? Optional.of(Reachability.ranges(reachable.ports())) : Optional.empty(),
                sni.host(cluster, Target.BOOTSTRAP).stream()
                        .map(host -> address(new HostPort(host, port)))
                        .toList(),
                brokers.stream()
                        .map(id -> broker(id, route.advertise(id), "Its name is longer than DNS allows."))
                        .toList());
    }

    private Way mapping(RoutePreview.Policy policy, PortMapping mapping, List<Integer> ids) {
        HostPort local = new HostPort(Reachability.LOCAL_ADDRESS, routes.ports().first());
        Route route = new Route(
                mapping.virtualCluster(), Target.BOOTSTRAP, mapping, reachability.arrival(local, Optional.empty()));
        List<Broker> brokers = ids.stream()
                .map(id -> broker(id, route.advertise(id), whyNotExposed(mapping, id, ids)))
                .toList();
        List<Address> exposed = brokers.stream()
                .flatMap(broker ->
                        broker.address().stream().map(address -> new Address(address, broker.certificateCovers())))
                .toList();
        String host = Reachability.isUnspecified(mapping.advertisedHost())
                ? Reachability.LOCAL_ADDRESS
                : mapping.advertisedHost();
        // Without a bootstrap port, any broker's port serves as one.
        boolean first = mapping.bootstrapAtStart() || exposed.isEmpty();
        return new Way(
                policy.id(),
                policy.name(),
                policy.type(),
                reachability.of(mapping).whyNot(),
                Optional.empty(),
                first ? List.of(address(new HostPort(host, local.port()))) : exposed,
                brokers);
    }

    private static String whyNotExposed(PortMapping mapping, int id, List<Integer> known) {
        String why = id < mapping.minBrokerId()
                ? "Its id is less than min_broker_id [" + mapping.minBrokerId() + "]."
                : "The port that it would have is none of the listener's.";
        return why
                + mapping.fit(new TreeSet<>(known))
                        .map(fit -> " The ports [" + fit.ports() + "] with min_broker_id [" + fit.minBrokerId()
                                + "] would expose every broker that is known.")
                        .orElse("");
    }

    private Broker broker(int id, Optional<HostPort> address, String whyNot) {
        return new Broker(
                id,
                address.map(HostPort::toString),
                address.flatMap(this::covers),
                address.isPresent() ? Optional.empty() : Optional.of(whyNot));
    }

    private Address address(HostPort address) {
        return new Address(address.toString(), covers(address));
    }

    private Optional<Boolean> covers(HostPort address) {
        return certificate
                .filter(names -> Reachability.isName(address.host()))
                .map(names -> names.cover(address.host()));
    }
}
