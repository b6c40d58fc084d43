package io.signalbox.controlplane.backendcluster;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.GatewayChanges;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.gateway.Versioned;
import io.signalbox.controlplane.paging.Page;
import io.signalbox.controlplane.paging.PageRequest;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Backend clusters of a gateway. */
@Service
public class BackendClusterService {

    private final BackendClusterRepository clusters;
    private final GatewayService gateways;
    private final GatewayChanges changes;
    private final AnonymousClients anonymousClients;

    BackendClusterService(
            BackendClusterRepository clusters,
            GatewayService gateways,
            GatewayChanges changes,
            AnonymousClients anonymousClients) {
        this.clusters = clusters;
        this.gateways = gateways;
        this.changes = changes;
        this.anonymousClients = anonymousClients;
    }

    BackendCluster create(UUID gatewayId, BodyReader body) {
        BackendClusterRequest request = BackendClusterRequest.read(body);
        return changes.make(gatewayId, change -> {
            InvalidParameters invalid = body.invalid();
            gateways.checkKnown(gatewayId, BackendClusterNeeds.of(request.tls()), invalid);
            invalid.check();
            BackendClusterEntity cluster = new BackendClusterEntity(change, request);
            clusters.checkName(gatewayId, request.name(), cluster.id());
            return clusters.saveAndFlush(cluster).toRecord();
        });
    }

    BackendCluster replace(UUID gatewayId, UUID id, BodyReader body) {
        BackendClusterRequest sent = BackendClusterRequest.read(body);
        return changes.make(gatewayId, change -> {
            BackendClusterEntity cluster = clusters.find(gatewayId, id);
            InvalidParameters invalid = body.invalid();
            BackendClusterRequest request = sent.keeping(cluster.asRequest(), invalid);
            gateways.checkKnown(gatewayId, BackendClusterNeeds.of(request.tls()), invalid);
            checkAnonymous(gatewayId, id, request, invalid);
            invalid.check();
            clusters.checkName(gatewayId, request.name(), id);
            cluster.replace(change, request);
            return clusters.saveAndFlush(cluster).toRecord();
        });
    }

    void delete(UUID gatewayId, UUID id) {
        changes.make(gatewayId, change -> {
            BackendClusterEntity cluster = clusters.find(gatewayId, id);
            changes.checkUnused(change, EntityKind.BACKEND_CLUSTER, id, cluster.name());
            clusters.delete(cluster);
            change.remove(EntityKind.BACKEND_CLUSTER, id);
            return true;
        });
    }

    @Transactional(readOnly = true)
    BackendCluster get(UUID gatewayId, UUID id) {
        gateways.checkExists(gatewayId);
        return clusters.find(gatewayId, id).toRecord();
    }

    @Transactional(readOnly = true)
    Page<BackendCluster> list(UUID gatewayId, PageRequest page) {
        gateways.checkExists(gatewayId);
        return clusters.page(gatewayId, page, BackendClusterEntity::toRecord);
    }

    @Transactional(readOnly = true)
    public Optional<BackendCluster> byId(UUID gatewayId, UUID id) {
        return clusters.findByGatewayIdAndId(gatewayId, id).map(BackendClusterEntity::toRecord);
    }

    /** The names of several, by id: one statement, however many they are. */
    @Transactional(readOnly = true)
    public Map<UUID, String> names(UUID gatewayId, Collection<UUID> ids) {
        return clusters.findByGatewayIdAndIdIn(gatewayId, ids).stream()
                .collect(Collectors.toMap(
                        BackendClusterEntity::id, cluster -> cluster.toRecord().name()));
    }

    @Transactional(readOnly = true)
    public Optional<BackendCluster> byName(UUID gatewayId, String name) {
        return clusters.findByGatewayIdAndName(gatewayId, name).map(BackendClusterEntity::toRecord);
    }

    /** Those of a gateway that changed after this version of it, with the versions that last changed them; 0: all. */
    @Transactional(readOnly = true)
    public List<Versioned<BackendCluster>> changedSince(UUID gatewayId, long version) {
        return clusters.changedSince(gatewayId, version).stream()
                .map(BackendClusterEntity::versioned)
                .toList();
    }

    private void checkAnonymous(UUID gatewayId, UUID id, BackendClusterRequest request, InvalidParameters invalid) {
        if (!request.allowsAnonymousClients()) {
            anonymousClients
                    .of(gatewayId, id)
                    .forEach(user -> invalid.add(InvalidParameter.standard(
                            "insecure_allow_anonymous_virtual_cluster_auth",
                            "invalid",
                            "must be true: anonymous clients of the " + user
                                    + " would use the credentials of this backend cluster")));
        }
    }
}
