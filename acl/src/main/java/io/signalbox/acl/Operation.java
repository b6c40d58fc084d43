package io.signalbox.acl;

import java.util.Set;

/** What is done to a resource: Kafka's operations, with their codes. */
public enum Operation {
    READ(3),
    WRITE(4),
    CREATE(5),
    DELETE(6),
    ALTER(7),
    DESCRIBE(8),
    /** Is between brokers, and granted to no client. */
    CLUSTER_ACTION(9),
    DESCRIBE_CONFIGS(10),
    ALTER_CONFIGS(11),
    IDEMPOTENT_WRITE(12),
    /** Has no name in the API, and is granted to no client. */
    TWO_PHASE_COMMIT(15);

    private final int code;

    Operation(int code) {
        this.code = code;
    }

    /** As Kafka's protocol numbers them. */
    public int code() {
        return code;
    }

    /** Whether a rule can grant it. */
    boolean isGrantable() {
        return this != CLUSTER_ACTION && this != TWO_PHASE_COMMIT;
    }

    /** Those that grant this one where they are allowed, as Kafka has it. */
    Set<Operation> impliedBy() {
        return switch (this) {
            case DESCRIBE -> Set.of(READ, WRITE, DELETE, ALTER);
            case DESCRIBE_CONFIGS -> Set.of(ALTER_CONFIGS);
            case READ,
                    WRITE,
                    CREATE,
                    DELETE,
                    ALTER,
                    CLUSTER_ACTION,
                    ALTER_CONFIGS,
                    IDEMPOTENT_WRITE,
                    TWO_PHASE_COMMIT -> Set.of();
        };
    }
}
