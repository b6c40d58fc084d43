package io.signalbox.controlplane.topology;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.node.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a gateway is made of, at a version; what points at something else has its id. Nodes are those that were seen in
 * the last minute.
 *
 * @param problems those that are about nothing else in here, such as a trust bundle, or a node as a whole
 */
record Topology(
        String version,
        List<Node> nodes,
        List<Listener> listeners,
        List<VirtualCluster> virtualClusters,
        List<BackendCluster> backendClusters,
        List<Problem> problems) {

    /** A live node, and how many problems it reports. */
    record Node(UUID id, Optional<String> hostname, String version, String configVersion, long errors, long warnings) {}

    /** A listener and its policy chain, in order. */
    record Listener(
            UUID id,
            String name,
            List<String> addresses,
            List<String> ports,
            List<Policy> policies,
            List<Problem> problems) {}

    /**
     * A policy, of whatever chain.
     *
     * @param family which chain of its owner it is in
     * @param forward where connections go by it, if it forwards any
     */
    record Policy(
            UUID id,
            String family,
            String type,
            Optional<String> name,
            boolean enabled,
            Optional<UUID> parentPolicyId,
            Optional<Forward> forward,
            List<Problem> problems) {}

    /**
     * Where connections go by a policy.
     *
     * @param virtualClusterId empty: to every virtual cluster of the gateway, by its name
     */
    record Forward(String type, Optional<UUID> virtualClusterId, Optional<String> sniSuffix) {}

    record VirtualCluster(
            UUID id,
            String name,
            String dnsLabel,
            UUID backendClusterId,
            List<Policy> policies,
            List<Problem> problems) {}

    /**
     * A backend cluster, and its brokers as far as nodes know them.
     *
     * @param brokersReportedAt when a node last knew them; empty when none ever did
     */
    record BackendCluster(
            UUID id,
            String name,
            List<String> bootstrapServers,
            List<Broker> brokers,
            Optional<Instant> brokersReportedAt,
            List<Problem> problems) {}

    record Broker(int id) {}

    /** What some nodes say, each problem once. */
    record Problem(
            String name, String message, Severity severity, Optional<EntityReference> entity, List<UUID> nodes) {}

    record EntityReference(String type, UUID id) {

        static EntityReference to(EntityKind kind, UUID id) {
            return new EntityReference(kind.text(), id);
        }
    }
}
