package io.signalbox.controlplane.certificateuse;

import io.signalbox.controlplane.backendcluster.BackendCluster;
import io.signalbox.controlplane.backendcluster.BackendTls;
import io.signalbox.controlplane.certificate.RegisteredCertificates;
import io.signalbox.controlplane.certificateuse.UsedCertificates.Purpose;
import io.signalbox.controlplane.certificateuse.UsedCertificates.Used;
import io.signalbox.controlplane.certificateuse.UsedCertificates.User;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.EntityStore;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.listener.Listener;
import io.signalbox.controlplane.node.NodeService;
import io.signalbox.controlplane.node.ReportedBrokers;
import io.signalbox.controlplane.policy.Policy;
import io.signalbox.controlplane.policy.TlsServer;
import io.signalbox.controlplane.preview.UncoveredAddresses;
import io.signalbox.controlplane.traffic.ReadCertificate;
import io.signalbox.controlplane.traffic.TrafficService;
import io.signalbox.controlplane.trustbundle.TlsTrustBundle;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** Finds all certificates of a gateway, and which addresses those of its listeners do not cover. */
@Service
class CertificatesService {

    private final GatewayService gateways;
    private final EntityStore store;
    private final NodeService nodes;
    private final RegisteredCertificates registered;
    private final TrafficService traffic;

    CertificatesService(
            GatewayService gateways,
            EntityStore store,
            NodeService nodes,
            RegisteredCertificates registered,
            TrafficService traffic) {
        this.gateways = gateways;
        this.store = store;
        this.nodes = nodes;
        this.registered = registered;
        this.traffic = traffic;
    }

    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    UsedCertificates of(UUID gatewayId) {
        gateways.checkExists(gatewayId);
        Map<ReadCertificate, Long> read = traffic.certificates(gatewayId);
        List<Used> used = new ArrayList<>(ofListeners(gatewayId, read));
        store.all(TlsTrustBundle.TYPE, gatewayId)
                .forEach(bundle -> used.addAll(UsedCertificates.of(
                        user(bundle),
                        Optional.empty(),
                        Purpose.CLIENT_TRUST,
                        bundle.spec().config().trustedCa(),
                        read)));
        store.all(BackendCluster.TYPE, gatewayId).forEach(cluster -> used.addAll(ofBackend(cluster, read)));
        registered
                .of(gatewayId)
                .forEach(node -> used.addAll(UsedCertificates.of(
                        User.of(EntityKind.DATA_PLANE_CERTIFICATE, node.id(), node.name()),
                        Optional.empty(),
                        Purpose.NODE,
                        node.pem(),
                        Map.of())));
        used.sort(Comparator.comparing(one -> one.notAfter().orElse(Instant.MAX)));
        return new UsedCertificates(used);
    }

    private List<Used> ofListeners(UUID gatewayId, Map<ReadCertificate, Long> read) {
        List<Entity<VirtualCluster>> clusters = store.all(VirtualCluster.TYPE, gatewayId);
        Map<UUID, ReportedBrokers> brokers = nodes.brokersOf(gatewayId);
        List<Used> used = new ArrayList<>();
        for (Entity<Listener> listener : store.all(Listener.TYPE, gatewayId)) {
            List<Entity<Policy>> chain = store.ownedBy(Policy.OF_LISTENER, gatewayId, listener.id());
            for (Entity<Policy> policy : chain) {
                if (policy.spec().enabled() && policy.spec().config() instanceof TlsServer tls) {
                    List<String> uncovered = UncoveredAddresses.of(listener.spec(), chain, clusters, brokers);
                    UsedCertificates.of(
                                    user(policy),
                                    Optional.of(listener.id()),
                                    Purpose.LISTENER,
                                    tls.certificate().certificate(),
                                    read)
                            .forEach(one -> used.add(one.uncovered(uncovered)));
                }
            }
        }
        return used;
    }

    private static List<Used> ofBackend(Entity<BackendCluster> cluster, Map<ReadCertificate, Long> read) {
        BackendTls tls = cluster.spec().tls();
        if (!tls.enabled()) {
            return List.of();
        }
        return Stream.concat(
                        tls.caBundle().stream()
                                .flatMap(
                                        pem -> UsedCertificates.of(
                                                user(cluster), Optional.empty(), Purpose.BACKEND_TRUST, pem, read)
                                                .stream()),
                        tls.clientIdentity().stream()
                                .flatMap(identity -> UsedCertificates.of(
                                        user(cluster),
                                        Optional.empty(),
                                        Purpose.BACKEND_CLIENT,
                                        identity.certificate(),
                                        read)
                                        .stream()))
                .toList();
    }

    private static User user(Entity<?> entity) {
        return User.of(entity.kind(), entity.id(), entity.name());
    }
}
