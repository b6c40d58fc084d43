package io.signalbox.controlplane.snapshot;

import com.google.protobuf.ByteString;
import io.signalbox.controlplane.backendcluster.BackendClusterService;
import io.signalbox.controlplane.certificate.DataPlaneCertificateService;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.listener.ListenerService;
import io.signalbox.controlplane.policy.ListenerPolicyService;
import io.signalbox.controlplane.trustbundle.TlsTrustBundleService;
import io.signalbox.controlplane.virtualcluster.VirtualClusterService;
import io.signalbox.proto.config.v1.Resource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads a gateway whole, in one repeatable-read transaction: what belongs to a version, and nothing newer. */
@Component
class SnapshotLoader {

    private final GatewayService gateways;
    private final BackendClusterService backendClusters;
    private final VirtualClusterService virtualClusters;
    private final ListenerService listeners;
    private final ListenerPolicyService policies;
    private final TlsTrustBundleService trustBundles;
    private final DataPlaneCertificateService certificates;
    private final TransactionTemplate repeatableRead;

    SnapshotLoader(
            GatewayService gateways,
            BackendClusterService backendClusters,
            VirtualClusterService virtualClusters,
            ListenerService listeners,
            ListenerPolicyService policies,
            TlsTrustBundleService trustBundles,
            DataPlaneCertificateService certificates,
            PlatformTransactionManager transactionManager) {
        this.gateways = gateways;
        this.backendClusters = backendClusters;
        this.virtualClusters = virtualClusters;
        this.listeners = listeners;
        this.policies = policies;
        this.trustBundles = trustBundles;
        this.certificates = certificates;
        repeatableRead = new TransactionTemplate(transactionManager);
        repeatableRead.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        repeatableRead.setReadOnly(true);
    }

    /** Empty when the gateway is gone. */
    Optional<GatewaySnapshot> load(UUID gatewayId) {
        return Objects.requireNonNull(
                repeatableRead.execute(status -> gateways.state(gatewayId).map(this::read)));
    }

    private GatewaySnapshot read(GatewayService.GatewayState gateway) {
        UUID id = gateway.id();
        List<Resource> resources = Stream.of(
                        backendClusters.all(id).stream().map(ResourceMapper::backendCluster),
                        virtualClusters.all(id).stream().map(ResourceMapper::virtualCluster),
                        listeners.all(id).stream().map(ResourceMapper::listener),
                        policies.all(id).stream().map(ResourceMapper::policy),
                        trustBundles.all(id).stream().map(ResourceMapper::trustBundle))
                .flatMap(mapped -> mapped)
                .toList();
        ByteString digest = Digest.of(resources);
        return new GatewaySnapshot(
                id,
                gateway.version(),
                gateway.minRuntimeVersion(),
                Chunks.of(gateway.version(), resources, digest),
                digest,
                certificates.pinned(id));
    }
}
