package io.signalbox.dataplane.layer.access;

import io.signalbox.acl.Operation;
import io.signalbox.acl.ResourceType;
import java.util.Set;

/** Which operations Kafka's responses speak of, for each type of resource. */
final class AuthorizedOperations {

    /** What stands where a client did not ask for them. */
    static final int NOT_ASKED = Integer.MIN_VALUE;

    private AuthorizedOperations() {}

    static Set<Operation> of(ResourceType type) {
        return switch (type) {
            case TOPIC ->
                Set.of(
                        Operation.READ,
                        Operation.WRITE,
                        Operation.CREATE,
                        Operation.DESCRIBE,
                        Operation.DELETE,
                        Operation.ALTER,
                        Operation.DESCRIBE_CONFIGS,
                        Operation.ALTER_CONFIGS);
            case GROUP ->
                Set.of(
                        Operation.READ,
                        Operation.DESCRIBE,
                        Operation.DELETE,
                        Operation.DESCRIBE_CONFIGS,
                        Operation.ALTER_CONFIGS);
            case TRANSACTIONAL_ID -> Set.of(Operation.DESCRIBE, Operation.WRITE);
            case CLUSTER ->
                Set.of(
                        Operation.CREATE,
                        Operation.DESCRIBE_CONFIGS,
                        Operation.ALTER_CONFIGS,
                        Operation.IDEMPOTENT_WRITE,
                        Operation.ALTER,
                        Operation.DESCRIBE);
        };
    }
}
