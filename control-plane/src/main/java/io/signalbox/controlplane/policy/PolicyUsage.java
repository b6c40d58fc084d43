package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Usage;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** Port mappings lead to virtual clusters; TLS servers ask for certificates of trust bundles. */
@Component
class PolicyUsage implements Usage {

    private static final Limit NAMED = Limit.of(10);

    private final ListenerPolicyRepository policies;

    PolicyUsage(ListenerPolicyRepository policies) {
        this.policies = policies;
    }

    @Override
    public List<String> usersOf(EntityKind kind, UUID gatewayId, UUID id) {
        List<ListenerPolicyEntity> users = List.of();
        if (kind == EntityKind.VIRTUAL_CLUSTER) {
            users = policies.findByGatewayIdAndVirtualClusterId(gatewayId, id, NAMED);
        } else if (kind == EntityKind.TLS_TRUST_BUNDLE) {
            users = policies.withTrustBundle(gatewayId, id, NAMED);
        }
        return users.stream()
                .map(policy -> "listener policy [" + policy.name().orElse("without a name") + "] (" + policy.id() + ")")
                .toList();
    }
}
