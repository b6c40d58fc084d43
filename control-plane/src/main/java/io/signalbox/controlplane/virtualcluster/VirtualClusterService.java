package io.signalbox.controlplane.virtualcluster;

import io.signalbox.controlplane.backendcluster.BackendCluster;
import io.signalbox.controlplane.backendcluster.BackendClusterService;
import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.GatewayChanges;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.gateway.Versioned;
import io.signalbox.controlplane.paging.Cursor;
import io.signalbox.controlplane.paging.Page;
import io.signalbox.controlplane.paging.PageRequest;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.controlplane.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Virtual clusters of a gateway. */
@Service
public class VirtualClusterService {

    private static final UUID NONE = new UUID(0, 0);

    private final VirtualClusterRepository clusters;
    private final BackendClusterService backends;
    private final GatewayService gateways;
    private final GatewayChanges changes;

    VirtualClusterService(
            VirtualClusterRepository clusters,
            BackendClusterService backends,
            GatewayService gateways,
            GatewayChanges changes) {
        this.clusters = clusters;
        this.backends = backends;
        this.gateways = gateways;
        this.changes = changes;
    }

    VirtualCluster create(UUID gatewayId, BodyReader body) {
        VirtualClusterRequest request = VirtualClusterRequest.read(body);
        return changes.make(gatewayId, change -> {
            UUID backend = check(gatewayId, request, body.invalid());
            VirtualClusterEntity cluster = new VirtualClusterEntity(change, request, backend);
            checkUnique(gatewayId, request, cluster.id());
            return show(clusters.saveAndFlush(cluster));
        });
    }

    VirtualCluster replace(UUID gatewayId, UUID id, BodyReader body) {
        VirtualClusterRequest sent = VirtualClusterRequest.read(body);
        return changes.make(gatewayId, change -> {
            VirtualClusterEntity cluster = clusters.find(gatewayId, id);
            InvalidParameters invalid = body.invalid();
            VirtualClusterRequest request = sent.keeping(cluster.authentication(), invalid);
            UUID backend = check(gatewayId, request, invalid);
            checkUnique(gatewayId, request, id);
            cluster.replace(change, request, backend);
            return show(clusters.saveAndFlush(cluster));
        });
    }

    void delete(UUID gatewayId, UUID id) {
        changes.make(gatewayId, change -> {
            VirtualClusterEntity cluster = clusters.find(gatewayId, id);
            changes.checkUnused(change, EntityKind.VIRTUAL_CLUSTER, id, cluster.name());
            clusters.delete(cluster);
            change.remove(EntityKind.VIRTUAL_CLUSTER, id);
            return true;
        });
    }

    @Transactional(readOnly = true)
    VirtualCluster get(UUID gatewayId, UUID id) {
        gateways.checkExists(gatewayId);
        return show(clusters.find(gatewayId, id));
    }

    @Transactional(readOnly = true)
    Page<VirtualCluster> list(UUID gatewayId, PageRequest page) {
        gateways.checkExists(gatewayId);
        List<VirtualClusterEntity> rows = clusters.page(
                gatewayId,
                page.nameContains(),
                page.reference().isEmpty(),
                page.reference().orElse(NONE),
                page.after().createdAt(),
                page.after().id(),
                page.limit());
        Map<UUID, String> backendNames = backends.names(
                gatewayId,
                rows.stream().map(VirtualClusterEntity::backendClusterId).collect(Collectors.toSet()));
        return page.page(
                rows,
                cluster -> cluster.toRecord(Objects.requireNonNull(backendNames.get(cluster.backendClusterId()))),
                cluster -> new Cursor(cluster.stamp().createdAt(), cluster.id()));
    }

    /** Refuses to go on when there is no such gateway, or it has no such virtual cluster. */
    @Transactional(readOnly = true)
    public void checkExists(UUID gatewayId, UUID id) {
        gateways.checkExists(gatewayId);
        clusters.find(gatewayId, id);
    }

    @Transactional(readOnly = true)
    public Optional<VirtualCluster> byId(UUID gatewayId, UUID id) {
        return clusters.findByGatewayIdAndId(gatewayId, id).map(this::show);
    }

    @Transactional(readOnly = true)
    public Optional<VirtualCluster> byName(UUID gatewayId, String name) {
        return clusters.findByGatewayIdAndName(gatewayId, name).map(this::show);
    }

    /** Those of a gateway that changed after this version of it, with the versions that last changed them; 0: all. */
    @Transactional(readOnly = true)
    public List<Versioned<VirtualCluster>> changedSince(UUID gatewayId, long version) {
        return clusters.changedSince(gatewayId, version).stream()
                .map(VirtualClusterEntity::versioned)
                .toList();
    }

    /** Answers its backend cluster; refuses to go on when anything is wrong. */
    private UUID check(UUID gatewayId, VirtualClusterRequest request, InvalidParameters invalid) {
        Optional<UUID> backend = request.destination()
                .resolve(
                        EntityKind.BACKEND_CLUSTER.words(),
                        id -> backends.byId(gatewayId, id).map(BackendCluster::id),
                        name -> backends.byName(gatewayId, name).map(BackendCluster::id),
                        invalid);
        backend.flatMap(id -> backends.byId(gatewayId, id))
                .filter(cluster -> !cluster.allowsAnonymousClients())
                .ifPresent(cluster -> refuseAnonymous(request, cluster, invalid));
        gateways.checkKnown(
                gatewayId, VirtualClusterNeeds.of(request.authentication(), request.topicAliases()), invalid);
        invalid.check();
        return backend.orElseThrow();
    }

    private static void refuseAnonymous(
            VirtualClusterRequest request, BackendCluster backend, InvalidParameters invalid) {
        for (int i = 0; i < request.authentication().size(); i++) {
            if (request.authentication().get(i) instanceof ClientAuth.Anonymous) {
                invalid.addUnlessNamed(InvalidParameter.standard(
                        "authentication[" + i + "].type",
                        "invalid",
                        "anonymous clients would use the credentials of the backend cluster [" + backend.name()
                                + "], whose insecure_allow_anonymous_virtual_cluster_auth is false"));
            }
        }
    }

    private VirtualCluster show(VirtualClusterEntity cluster) {
        return cluster.toRecord(backends.byId(cluster.gatewayId(), cluster.backendClusterId())
                .map(BackendCluster::name)
                .orElseThrow());
    }

    private void checkUnique(UUID gatewayId, VirtualClusterRequest request, UUID self) {
        clusters.checkName(gatewayId, request.name(), self);
        clusters.findByGatewayIdAndDnsLabel(gatewayId, request.dnsLabel())
                .filter(other -> !self.equals(other.id()))
                .ifPresent(other -> {
                    throw new Problem.Conflict(
                            clusters.kind().words(), "dns_label", request.dnsLabel(), "this event gateway");
                });
    }
}
