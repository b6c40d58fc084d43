package io.signalbox.dataplane.layer.access;

import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A rule of an access policy, for a client whose conditions and expressions have been evaluated.
 *
 * @param allows or else denies
 * @param operations {@link AclOperation#ALL} is every one of them
 * @param names of a cluster: matched against {@code kafka-cluster}
 */
record AccessRule(boolean allows, ResourceType type, Set<AclOperation> operations, List<Glob> names) {

    AccessRule {
        operations = Set.copyOf(operations);
        names = List.copyOf(names);
    }

    /** Whether it says anything of an operation; what is implied by others is so where they are allowed only. */
    boolean concerns(AclOperation operation) {
        return operations.contains(AclOperation.ALL)
                || operations.contains(operation)
                || (allows && operations.stream().anyMatch(implying(operation)::contains));
    }

    /** As Kafka has it. */
    private static Set<AclOperation> implying(AclOperation operation) {
        return switch (operation) {
            case DESCRIBE -> Set.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE, AclOperation.ALTER);
            case DESCRIBE_CONFIGS -> Set.of(AclOperation.ALTER_CONFIGS);
            default -> Set.of();
        };
    }
}
