package io.signalbox.controlplane.virtualcluster;

/**
 * A second name for a topic: contract section 4.3.
 *
 * @param condition an expression that says for which connections it exists; empty: for all
 * @param conflict whether to warn when a topic has that name, too
 */
public record TopicAlias(String alias, String topic, String condition, Namespace.Conflict conflict) {}
