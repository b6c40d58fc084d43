package io.signalbox.dataplane.config;

import io.signalbox.acl.AclPolicies;
import io.signalbox.acl.Namespace;
import io.signalbox.acl.TopicAliases;
import io.signalbox.routing.VirtualClusterRef;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a Kafka client sees: one backend cluster behind it.
 *
 * @param authentication of which the first that fits what a client does is used
 * @param namespace the part of the backend cluster that its clients see; empty where that is all of it
 * @param acls what its clients may do; empty where the broker alone decides
 * @param records what becomes of the records that its clients write and read
 * @param aliases second names of topics, by which clients may call them
 */
public record VirtualCluster(
        UUID id,
        String name,
        String dnsLabel,
        BackendCluster backendCluster,
        List<ClientAuth> authentication,
        Optional<Namespace> namespace,
        Optional<AclPolicies> acls,
        RecordRules records,
        TopicAliases aliases) {

    public VirtualCluster {
        authentication = List.copyOf(authentication);
    }

    /** As routes name it. */
    public VirtualClusterRef routeRef() {
        return new VirtualClusterRef(id, name, dnsLabel);
    }

    public EntityRef ref() {
        return new EntityRef(EntityRef.Kind.VIRTUAL_CLUSTER, id, name);
    }
}
