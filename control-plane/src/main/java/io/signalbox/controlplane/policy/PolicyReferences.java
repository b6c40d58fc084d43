package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.gateway.Reference;
import io.signalbox.controlplane.policy.TlsServer.TrustBundleReference;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.controlplane.trustbundle.TlsTrustBundle;
import io.signalbox.controlplane.trustbundle.TlsTrustBundleService;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import io.signalbox.controlplane.virtualcluster.VirtualClusterService;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What a policy's config needs of the rest of its gateway: checked when it is written, filled in when it is shown. */
@Component
class PolicyReferences {

    private final VirtualClusterService virtualClusters;
    private final TlsTrustBundleService trustBundles;
    private final GatewayService gateways;

    PolicyReferences(
            VirtualClusterService virtualClusters, TlsTrustBundleService trustBundles, GatewayService gateways) {
        this.virtualClusters = virtualClusters;
        this.trustBundles = trustBundles;
        this.gateways = gateways;
    }

    /** What the config refers to; whatever is not there, or not there for nodes so old, goes to {@code invalid}. */
    Found find(UUID gatewayId, ListenerPolicyRequest request, InvalidParameters invalid) {
        return request.config().map(config -> find(gatewayId, config, invalid)).orElse(Found.NOTHING);
    }

    private Found find(UUID gatewayId, ConfigRequest config, InvalidParameters invalid) {
        gateways.checkKnown(gatewayId, config.needs(), invalid);
        Optional<UUID> destination = config.destination()
                .flatMap(reference -> reference.resolve(
                        EntityKind.VIRTUAL_CLUSTER.words(),
                        id -> virtualClusters.byId(gatewayId, id).map(VirtualCluster::id),
                        name -> virtualClusters.byName(gatewayId, name).map(VirtualCluster::id),
                        invalid));
        List<UUID> bundles = config.trustBundles().stream()
                .flatMap(reference -> reference
                        .resolve(
                                EntityKind.TLS_TRUST_BUNDLE.words(),
                                id -> trustBundles.byId(gatewayId, id).map(TlsTrustBundle::id),
                                name -> trustBundles.byName(gatewayId, name).map(TlsTrustBundle::id),
                                invalid)
                        .stream())
                .toList();
        return new Found(destination, bundles);
    }

    /** A config's virtual cluster, if it leads to a single one, and its trust bundles, in order. */
    record Found(Optional<UUID> virtualCluster, List<UUID> trustBundles) {
        private static final Found NOTHING = new Found(Optional.empty(), List.of());
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
                return config;
            }

            @Override
            public PolicyConfig tlsServer(TlsServer config) {
                Iterator<UUID> meant = policy.trustBundles().iterator();
                return config.withTrustBundles(config.trustBundles().stream()
                        .map(reference -> withName(policy.gatewayId(), reference, meant.next()))
                        .toList());
            }
        }));
    }

    /** A name that was sent is the bundle's name, whatever it is called by now. */
    private TrustBundleReference withName(UUID gatewayId, TrustBundleReference reference, UUID meant) {
        return new TrustBundleReference(
                reference.id(),
                reference
                        .name()
                        .map(sent -> trustBundles
                                .byId(gatewayId, meant)
                                .orElseThrow()
                                .name()));
    }
}
