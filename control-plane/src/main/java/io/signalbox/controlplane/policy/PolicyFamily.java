package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.listener.Listener;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import java.util.List;
import java.util.Optional;

/**
 * The policies of one kind of owner, which are tried in an order of their own.
 *
 * @param owner the kind of entity that has them
 * @param ownerWords as people write it
 * @param collection the path of the policies, below the gateway's
 * @param chain the path of their order
 * @param filter of the list
 * @param nests whether one can stand under another, and have a condition that says when it is applied
 * @param type of their rows
 * @param types in the order in which the API names them
 */
public record PolicyFamily(
        EntityType<?> owner,
        String ownerWords,
        String collection,
        String chain,
        String filter,
        boolean nests,
        EntityType<Policy> type,
        List<PolicyType> types) {

    static final PolicyFamily OF_LISTENERS = new PolicyFamily(
            Listener.TYPE,
            "listener",
            "listeners/{ownerId}/policies",
            "listeners/{ownerId}/policy-chain",
            ListQuery.NAME_CONTAINS,
            false,
            Policy.OF_LISTENER,
            List.of(TlsServer.TYPE, ForwardToVirtualCluster.TYPE));

    static final PolicyFamily CLUSTER = ofVirtualClusters("cluster", Policy.OF_CLUSTER, List.of(Acls.TYPE));

    static final PolicyFamily PRODUCE = ofVirtualClusters(
            "produce",
            Policy.OF_PRODUCING,
            List.of(ModifyHeaders.TYPE, SchemaValidation.PRODUCE, Encrypt.TYPE, EncryptFields.TYPE));

    static final PolicyFamily CONSUME = ofVirtualClusters(
            "consume",
            Policy.OF_CONSUMING,
            List.of(ModifyHeaders.TYPE, SchemaValidation.CONSUME, Decrypt.TYPE, SkipRecord.TYPE, DecryptFields.TYPE));

    public static final List<PolicyFamily> ALL = List.of(OF_LISTENERS, CLUSTER, PRODUCE, CONSUME);

    private static PolicyFamily ofVirtualClusters(String phase, EntityType<Policy> type, List<PolicyType> types) {
        String path = "virtual-clusters/{ownerId}/" + phase;
        return new PolicyFamily(
                VirtualCluster.TYPE,
                "virtual cluster",
                path + "-policies",
                path + "-policy-chain",
                "filter[parent_policy_id]",
                true,
                type,
                types);
    }

    List<String> typeNames() {
        return types.stream().map(PolicyType::name).toList();
    }

    Optional<PolicyType> typeOf(String name) {
        return types.stream().filter(type -> type.name().equals(name)).findFirst();
    }

    /** Of any family: those that have types of one name store the same of them. */
    static Optional<PolicyType> storedTypeOf(String name) {
        return ALL.stream().flatMap(family -> family.typeOf(name).stream()).findFirst();
    }

    /** Whether others may stand under this one. */
    boolean isParent(Policy policy) {
        return typeOf(policy.type())
                .filter(type -> type.nesting() == PolicyType.Nesting.PARENT)
                .isPresent();
    }

    /** Whether the owner's message lists what nodes must enforce, which depends on its policies. */
    boolean isToldWithOwner() {
        return owner.equals(VirtualCluster.TYPE);
    }

    EntityKind kind() {
        return type.kind();
    }

    /** What is wrong with an id that is none of its owner's. */
    String strange() {
        return "is not a " + (nests ? kind().words() : "policy") + " of this " + ownerWords;
    }

    /** What is wrong with an id that is none of a policy's siblings'. */
    String noSibling() {
        return strange() + (nests ? " with the same parent" : "");
    }
}
