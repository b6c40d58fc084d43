package io.signalbox.controlplane.gateway;

import java.util.Locale;

/** The kinds of entity that can be deleted below a gateway. */
public enum EntityKind {
    BACKEND_CLUSTER,
    VIRTUAL_CLUSTER,
    LISTENER,
    LISTENER_POLICY,
    DATA_PLANE_CERTIFICATE,
    TLS_TRUST_BUNDLE,
    SCHEMA_REGISTRY,
    STATIC_KEY;

    /** As people write it: "backend cluster". */
    public String words() {
        return name().toLowerCase(Locale.ROOT)
                .replace('_', ' ')
                .replace("data plane", "data-plane")
                .replace("tls", "TLS");
    }

    /** At the start of a sentence: "Backend cluster". */
    public String title() {
        return words().substring(0, 1).toUpperCase(Locale.ROOT) + words().substring(1);
    }
}
