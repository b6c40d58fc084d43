package io.signalbox.controlplane.backendcluster;

import io.signalbox.controlplane.gateway.Need;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import io.signalbox.controlplane.gateway.StoredNeeds;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Nodes before 1.1 show brokers no certificate. */
@Component
class BackendClusterNeeds implements StoredNeeds {

    private final BackendClusterRepository clusters;

    BackendClusterNeeds(BackendClusterRepository clusters) {
        this.clusters = clusters;
    }

    static List<Need> of(BackendTls tls) {
        return tls.clientIdentity().stream()
                .map(identity -> new Need("tls.client_identity", RuntimeVersion.V1_1))
                .toList();
    }

    @Override
    public Stream<Stored> of(UUID gatewayId) {
        return clusters.findByGatewayId(gatewayId).stream()
                .flatMap(cluster -> of(cluster.asRequest().tls()).stream()
                        .map(need -> new Stored(
                                clusters.kind().words() + " [" + cluster.name() + "] (" + cluster.id() + ")", need)));
    }
}
