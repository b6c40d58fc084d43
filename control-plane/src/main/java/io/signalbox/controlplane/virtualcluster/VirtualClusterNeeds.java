package io.signalbox.controlplane.virtualcluster;

import io.signalbox.controlplane.gateway.Need;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import io.signalbox.controlplane.gateway.StoredNeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What clients may do of which old nodes know nothing: contract section 1.8. */
@Component
class VirtualClusterNeeds implements StoredNeeds {

    private final VirtualClusterRepository clusters;

    VirtualClusterNeeds(VirtualClusterRepository clusters) {
        this.clusters = clusters;
    }

    static List<Need> of(List<ClientAuth> authentication, List<TopicAlias> aliases) {
        List<Need> needs = new ArrayList<>();
        for (int i = 0; i < authentication.size(); i++) {
            String field = "authentication[" + i + "].";
            if (authentication.get(i) instanceof ClientAuth.ClientCertificate) {
                needs.add(new Need(field + "type", RuntimeVersion.V1_1));
            }
            if (authentication.get(i).fetchKongIdentityPrincipal().isPresent()) {
                needs.add(new Need(field + "fetch_kong_identity_principal", RuntimeVersion.V1_2));
            }
        }
        if (!aliases.isEmpty()) {
            needs.add(new Need("topic_aliases", RuntimeVersion.V1_2));
        }
        return needs;
    }

    @Override
    public Stream<Stored> of(UUID gatewayId) {
        return clusters.findByGatewayId(gatewayId).stream()
                .flatMap(cluster -> of(cluster.authentication(), cluster.topicAliases()).stream()
                        .map(need -> new Stored(cluster.title(), need)));
    }
}
