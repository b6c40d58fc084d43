package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.gateway.Reference;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import io.signalbox.controlplane.virtualcluster.VirtualClusterService;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What a policy's config needs of the rest of its gateway: checked when it is written, filled in when it is shown. */
@Component
class PolicyReferences {

    private final VirtualClusterService virtualClusters;
    private final GatewayService gateways;

    PolicyReferences(VirtualClusterService virtualClusters, GatewayService gateways) {
        this.virtualClusters = virtualClusters;
        this.gateways = gateways;
    }

    /** The virtual cluster that the config leads to, if it leads to a single one. */
    Optional<UUID> find(UUID gatewayId, ListenerPolicyRequest request, InvalidParameters invalid) {
        request.config()
                .filter(config -> !config.needing11().isEmpty() && !nodesHave(gatewayId, RuntimeVersion.V1_1))
                .ifPresent(config -> config.needing11()
                        .forEach(field -> invalid.add(InvalidParameter.standard(
                                field, "invalid", "needs a min_runtime_version of 1.1 or later"))));
        return request.config()
                .flatMap(ConfigRequest::destination)
                .flatMap(destination -> destination.resolve(
                        EntityKind.VIRTUAL_CLUSTER.words(),
                        id -> virtualClusters.byId(gatewayId, id).map(VirtualCluster::id),
                        name -> virtualClusters.byName(gatewayId, name).map(VirtualCluster::id),
                        invalid));
    }

    /** The policy as the API shows it. */
    ListenerPolicy show(ListenerPolicyEntity policy) {
        return policy.toRecord(policy.config().match(new PolicyConfig.Cases<>() {
            @Override
            public PolicyConfig portMapping(PolicyConfig.PortMapping config) {
                UUID target = policy.virtualClusterId().orElseThrow();
                String name = virtualClusters
                        .byId(policy.gatewayId(), target)
                        .map(VirtualCluster::name)
                        .orElseThrow();
                return config.to(new Reference.Target(target, name));
            }

            @Override
            public PolicyConfig sni(PolicyConfig.Sni config) {
                return config.brokerHostFormat().isEmpty() && nodesHave(policy.gatewayId(), RuntimeVersion.V1_1)
                        ? config.withFormat(PolicyConfig.BrokerHostFormat.PER_CLUSTER_SUFFIX)
                        : config;
            }

            @Override
            public PolicyConfig tlsServer(TlsServer config) {
                return config;
            }
        }));
    }

    private boolean nodesHave(UUID gatewayId, RuntimeVersion release) {
        return gateways.state(gatewayId)
                .flatMap(state -> RuntimeVersion.parse(state.minRuntimeVersion()))
                .filter(minimum -> minimum.compareTo(release) >= 0)
                .isPresent();
    }
}
