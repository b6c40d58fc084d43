package io.signalbox.dataplane.config;

import java.util.UUID;

/** An entity of the configuration, as problems name it. */
public record EntityRef(Kind kind, UUID id, String name) {

    /** The kinds of entities that a node knows; {@link #word} is what messages say. */
    public enum Kind {
        BACKEND_CLUSTER("backend cluster"),
        VIRTUAL_CLUSTER("virtual cluster"),
        LISTENER("listener"),
        LISTENER_POLICY("listener policy"),
        CLUSTER_POLICY("cluster policy"),
        PRODUCE_POLICY("produce policy"),
        CONSUME_POLICY("consume policy"),
        TLS_TRUST_BUNDLE("TLS trust bundle"),
        SCHEMA_REGISTRY("schema registry"),
        STATIC_KEY("static key");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** For sentences: {@code listener [edge] (7b5c…)}. */
    @Override
    public String toString() {
        return kind.word + " [" + name + "] (" + id + ")";
    }
}
