package io.signalbox.controlplane.gateway;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The kinds of entity that can be deleted below a gateway. */
public enum EntityKind {
    BACKEND_CLUSTER,
    VIRTUAL_CLUSTER,
    LISTENER,
    LISTENER_POLICY,
    CLUSTER_POLICY,
    PRODUCE_POLICY,
    CONSUME_POLICY,
    DATA_PLANE_CERTIFICATE,
    TLS_TRUST_BUNDLE,
    SCHEMA_REGISTRY,
    STATIC_KEY;

    /** Of {@link #text}. */
    public static EntityKind of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** As the API and the tables write it: {@code backend_cluster}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As people write it: "backend cluster". */
    public String words() {
        return text().replace('_', ' ').replace("data plane", "data-plane").replace("tls", "TLS");
    }

    /** One of them, for people: "virtual cluster [orders] (id)". */
    public String title(Optional<String> name, UUID id) {
        return words() + " [" + name.orElse("without a name") + "] (" + id + ")";
    }

    /** At the start of a sentence: "Backend cluster". */
    public String title() {
        return words().substring(0, 1).toUpperCase(Locale.ROOT) + words().substring(1);
    }
}
