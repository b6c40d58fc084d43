package io.signalbox.acl;

/** To what something is done. */
public enum ResourceType {
    TOPIC,
    GROUP,
    TRANSACTIONAL_ID,
    CLUSTER;

    /** The name of the one resource of type {@link #CLUSTER}. */
    public static final String CLUSTER_NAME = "kafka-cluster";
}
