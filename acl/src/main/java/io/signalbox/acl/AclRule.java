package io.signalbox.acl;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A rule of a policy, for a client whose conditions and expressions have been evaluated.
 *
 * @param allows or else denies
 * @param names of a cluster: matched against {@link ResourceType#CLUSTER_NAME}
 */
public record AclRule(Origin origin, boolean allows, ResourceType type, Set<Operation> operations, List<Glob> names) {

    /**
     * Where a rule stands.
     *
     * @param policyName empty: it has none
     * @param index of the rule in the policy, from 0 on
     */
    public record Origin(UUID policyId, String policyName, int index) {

        @Override
        public String toString() {
            return "rule " + index + " of policy [" + (policyName.isEmpty() ? policyId : policyName) + "]";
        }
    }

    public AclRule {
        operations = Set.copyOf(operations);
        names = List.copyOf(names);
    }

    /** The same for these names. */
    AclRule named(List<Glob> others) {
        return new AclRule(origin, allows, type, operations, others);
    }

    /** Whether it says anything of an operation; what is implied by others is so where they are allowed only. */
    boolean concerns(Operation operation) {
        return operations.contains(operation) || (allows && !Collections.disjoint(operations, operation.impliedBy()));
    }
}
