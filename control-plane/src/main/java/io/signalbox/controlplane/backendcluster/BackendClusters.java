package io.signalbox.controlplane.backendcluster;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Attempt;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.controlplane.entity.EntityRules;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.entity.Unique;
import io.signalbox.controlplane.gateway.Need;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import io.signalbox.controlplane.problem.InvalidParameter;
import java.util.List;
import org.springframework.stereotype.Component;

/** The backend clusters of a gateway. */
@Component
class BackendClusters implements EntityRules<BackendCluster> {

    private final AnonymousClients anonymousClients;

    BackendClusters(AnonymousClients anonymousClients) {
        this.anonymousClients = anonymousClients;
    }

    @Override
    public EntityType<BackendCluster> type() {
        return BackendCluster.TYPE;
    }

    @Override
    public String collection() {
        return "backend-clusters";
    }

    @Override
    public Draft<BackendCluster> read(BodyReader body) {
        BackendCluster sent = BackendCluster.read(body);
        return attempt -> {
            BackendCluster cluster = attempt.stored()
                    .map(stored -> sent.keeping(stored, attempt.invalid()))
                    .orElse(sent);
            checkAnonymous(attempt, cluster);
            return cluster;
        };
    }

    @Override
    public List<Unique> unique(BackendCluster cluster) {
        return List.of(Unique.name(cluster.name()));
    }

    /** Nodes before 1.1 show brokers no certificate. */
    @Override
    public List<Need> needs(BackendCluster cluster) {
        return cluster.tls().clientIdentity().stream()
                .map(identity -> new Need("tls.client_identity", RuntimeVersion.V1_1))
                .toList();
    }

    private void checkAnonymous(Attempt<BackendCluster> attempt, BackendCluster cluster) {
        if (attempt.stored().isPresent() && !cluster.allowsAnonymousClients()) {
            anonymousClients
                    .of(attempt.gatewayId(), attempt.id())
                    .forEach(user -> attempt.invalid()
                            .add(InvalidParameter.standard(
                                    "insecure_allow_anonymous_virtual_cluster_auth",
                                    "invalid",
                                    "must be true: anonymous clients of the " + user
                                            + " would use the credentials of this backend cluster")));
        }
    }
}
