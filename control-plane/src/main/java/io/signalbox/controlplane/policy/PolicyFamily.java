package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.listener.Listener;
import java.util.List;
import java.util.Optional;

/**
 * The policies of one kind of owner, which are tried in an order of their own.
 *
 * @param owner whose they are
 * @param ownerWords as people write it
 * @param collection the path of the policies, below the gateway's
 * @param chain the path of their order
 * @param type of their rows
 * @param types in the order in which the API names them
 */
record PolicyFamily(
        EntityType<?> owner,
        String ownerWords,
        String collection,
        String chain,
        EntityType<Policy> type,
        List<PolicyType> types) {

    static final PolicyFamily OF_LISTENERS = new PolicyFamily(
            Listener.TYPE,
            "listener",
            "listeners/{ownerId}/policies",
            "listeners/{ownerId}/policy-chain",
            Policy.OF_LISTENER,
            List.of(TlsServer.TYPE, ForwardToVirtualCluster.TYPE));

    static final List<PolicyFamily> ALL = List.of(OF_LISTENERS);

    List<String> typeNames() {
        return types.stream().map(PolicyType::name).toList();
    }

    static Optional<PolicyType> typeOf(String name) {
        return ALL.stream()
                .flatMap(family -> family.types.stream())
                .filter(type -> type.name().equals(name))
                .findFirst();
    }

    EntityKind kind() {
        return type.kind();
    }

    /** What is wrong with an id that is none of its owner's. */
    String strange() {
        return "is not a policy of this " + ownerWords;
    }
}
