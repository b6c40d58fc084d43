package io.signalbox.records.policy;

/** Which way records go. */
public enum Phase {
    /** From a client to a broker. */
    PRODUCE,
    /** From a broker to a client. */
    CONSUME
}
