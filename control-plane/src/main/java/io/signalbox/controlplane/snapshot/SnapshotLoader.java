package io.signalbox.controlplane.snapshot;

import io.signalbox.controlplane.backendcluster.BackendCluster;
import io.signalbox.controlplane.certificate.PinnedCertificates;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.EntityStore;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.gateway.GatewayService.GatewayState;
import io.signalbox.controlplane.gateway.HeldVersion;
import io.signalbox.controlplane.gateway.NodeFindings;
import io.signalbox.controlplane.gateway.Removed;
import io.signalbox.controlplane.gateway.VersionStatus;
import io.signalbox.controlplane.listener.Listener;
import io.signalbox.controlplane.policy.Policy;
import io.signalbox.controlplane.schemaregistry.SchemaRegistry;
import io.signalbox.controlplane.statickey.StaticKey;
import io.signalbox.controlplane.trustbundle.TlsTrustBundle;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import io.signalbox.proto.config.v1.Resource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads a gateway, or what is newer than a version of it, in one repeatable-read transaction: what belongs to a version,
 * and nothing newer.
 */
@Component
class SnapshotLoader {

    /** The entities that are sent to nodes. */
    private static final List<EntityType<?>> TYPES = List.of(
            BackendCluster.TYPE,
            VirtualCluster.TYPE,
            Listener.TYPE,
            Policy.OF_LISTENER,
            Policy.OF_CLUSTER,
            Policy.OF_PRODUCING,
            Policy.OF_CONSUMING,
            TlsTrustBundle.TYPE,
            SchemaRegistry.TYPE,
            StaticKey.TYPE);

    private static final List<EntityType<?>> POLICIES_OF_VIRTUAL_CLUSTERS =
            List.of(Policy.OF_CLUSTER, Policy.OF_PRODUCING, Policy.OF_CONSUMING);

    private final GatewayService gateways;
    private final EntityStore store;
    private final PinnedCertificates certificates;
    private final NodeFindings findings;
    private final TransactionTemplate repeatableRead;

    SnapshotLoader(
            GatewayService gateways,
            EntityStore store,
            PinnedCertificates certificates,
            NodeFindings findings,
            PlatformTransactionManager transactionManager) {
        this.gateways = gateways;
        this.store = store;
        this.certificates = certificates;
        this.findings = findings;
        repeatableRead = new TransactionTemplate(transactionManager);
        repeatableRead.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        repeatableRead.setReadOnly(true);
    }

    /**
     * The newest state, from the one that is known already as far as that leads; empty when the gateway is gone. A known
     * one that the database never came to leads nowhere: the database was restored.
     */
    Optional<GatewaySnapshot> load(UUID gatewayId, Optional<GatewaySnapshot> known) {
        Optional<GatewaySnapshot> newest =
                Objects.requireNonNull(repeatableRead.execute(status -> gateways.state(gatewayId)
                        .map(state -> known.filter(older -> leadsTo(state, older))
                                .map(older -> older.version() == state.version() ? older : next(older, state))
                                .orElseGet(() -> whole(state)))));
        if (newest.isPresent() && known.isPresent() && !newest.get().sharesHistoryWith(known.get())) {
            noteIfForeign(gatewayId, known.get().gateway().held());
        }
        return newest;
    }

    private boolean leadsTo(GatewayState gateway, GatewaySnapshot known) {
        return gateway.remembersSince(known.version())
                && gateways.status(known.gateway(), gateway) == VersionStatus.KNOWN;
    }

    private void noteIfForeign(UUID gatewayId, HeldVersion held) {
        if (gateways.status(gatewayId, held) == VersionStatus.FOREIGN) {
            findings.foreignVersion(gatewayId, held);
        }
    }

    private GatewaySnapshot whole(GatewayState gateway) {
        UUID id = gateway.id();
        return new GatewaySnapshot(
                gateway,
                changedSince(id, GatewaySnapshot.NOTHING),
                gateways.removedSince(id, GatewaySnapshot.NOTHING),
                certificates.of(id));
    }

    private GatewaySnapshot next(GatewaySnapshot known, GatewayState gateway) {
        UUID id = gateway.id();
        List<Removed> gone = gateways.removedSince(id, known.version());
        boolean sameCertificates = gone.stream().noneMatch(one -> one.kind() == EntityKind.DATA_PLANE_CERTIFICATE)
                && !certificates.isAnyChangedSince(id, known.version());
        return known.next(
                gateway,
                changedSince(id, known.version()),
                gone,
                sameCertificates ? known.pinned() : certificates.of(id));
    }

    private List<Resource> changedSince(UUID id, long version) {
        List<Entity<?>> changed = store.changedSince(id, version, TYPES);
        Map<UUID, List<Entity<?>>> policies = policies(id, version, changed).stream()
                .filter(entity -> entity.place().isPresent())
                .collect(Collectors.groupingBy(
                        policy -> policy.place().orElseThrow().ownerId()));
        return changed.stream()
                .map(entity -> ResourceMapper.resource(entity, policies.getOrDefault(entity.id(), List.of())))
                .toList();
    }

    /** Those of the virtual clusters that changed, which say what these require; of a whole gateway, they are all there. */
    private List<Entity<?>> policies(UUID id, long version, List<Entity<?>> changed) {
        return version == GatewaySnapshot.NOTHING
                ? changed
                : store.ownedBy(
                        POLICIES_OF_VIRTUAL_CLUSTERS,
                        id,
                        changed.stream()
                                .filter(entity -> entity.kind() == EntityKind.VIRTUAL_CLUSTER)
                                .map(Entity::id)
                                .toList());
    }
}
