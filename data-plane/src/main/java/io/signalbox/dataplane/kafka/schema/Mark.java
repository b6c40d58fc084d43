package io.signalbox.dataplane.kafka.schema;

/** What a field holds, where that concerns anybody: {@code marks.csv} gives each field its mark. */
public enum Mark {
    TOPIC,
    TOPIC_ID,
    GROUP,
    TRANSACTIONAL_ID,
    /** The name of a resource that has settings; a {@link #NAME_TYPE} says what it names. */
    CONFIG_RESOURCE {
        @Override
        public Mark named(int type) {
            return switch (type) {
                case 2 -> TOPIC;
                case 32 -> GROUP;
                default -> this;
            };
        }
    },
    /** The name of a resource that has ACLs, or of several by a prefix; a {@link #NAME_TYPE} says what it names. */
    ACL_RESOURCE {
        @Override
        public Mark named(int type) {
            return switch (type) {
                case 2 -> TOPIC;
                case 3 -> GROUP;
                case 5 -> TRANSACTIONAL_ID;
                default -> this;
            };
        }
    },
    /** What a coordinator is looked for; a {@link #NAME_TYPE} says what it names. */
    COORDINATOR_KEY {
        @Override
        public Mark named(int type) {
            return switch (type) {
                case 0 -> GROUP;
                case 1 -> TRANSACTIONAL_ID;
                default -> this; // of a share group, with topic and partition: between brokers
            };
        }
    },
    /** Says what the name beside it is the name of. */
    NAME_TYPE,
    /** The name of a user, of a client or of an address; the type of the entity stands in front of it, as a string. */
    QUOTA_ENTITY,
    PRINCIPAL,
    /** A regular expression that the broker applies to names. */
    PATTERN,
    /** What members of a group say to each other, in a protocol of theirs that may name topics. Opaque. */
    MEMBERSHIP,
    /** Record batches. Opaque. */
    RECORDS,
    ERROR_CODE,
    /** Text for people, which may hold any name. */
    ERROR_TEXT,
    /** Which operations the client may do, as bits. */
    OPERATIONS,
    /** A broker's host. */
    HOST,
    /** A broker's port. */
    PORT,
    /** A broker's id. */
    BROKER_ID,
    CLUSTER_ID,
    CLIENT_ID;

    /**
     * What a name with this mark names: of itself, or by the type beside it. A type that names nothing of concern, or
     * {@link MessageCursor#NO_TYPE}, leaves the mark as it is.
     */
    public Mark named(int type) {
        return this;
    }

    /** Whether the field is bytes with a form of their own, which may be many. */
    public boolean isOpaque() {
        return this == MEMBERSHIP || this == RECORDS;
    }

    /** Whether it depends on a type what the field names. */
    boolean isTyped() {
        return this == CONFIG_RESOURCE || this == ACL_RESOURCE || this == COORDINATOR_KEY;
    }
}
