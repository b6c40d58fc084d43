package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Usage;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** Port mappings lead to virtual clusters. */
@Component
class VirtualClusterUsage implements Usage {

    private static final Limit NAMED = Limit.of(10);

    private final ListenerPolicyRepository policies;

    VirtualClusterUsage(ListenerPolicyRepository policies) {
        this.policies = policies;
    }

    @Override
    public List<String> usersOf(EntityKind kind, UUID gatewayId, UUID id) {
        return kind != EntityKind.VIRTUAL_CLUSTER
                ? List.of()
                : policies.findByGatewayIdAndVirtualClusterId(gatewayId, id, NAMED).stream()
                        .map(policy -> "listener policy [" + policy.name().orElse("without a name") + "] ("
                                + policy.id() + ")")
                        .toList();
    }
}
