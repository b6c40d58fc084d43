package io.signalbox.dataplane.admin;

import java.util.Optional;

/**
 * Whether this node should be given clients (contract section 5.2): it has applied a configuration, its listeners are
 * bound, and it is not stopping. For any thread.
 */
public final class Readiness {

    /** How far the node has come with what it is to serve. */
    public interface Served {

        boolean isConfigured();

        boolean isBound();

        /** Which of the declared sockets are not open; empty for none. */
        Optional<String> missingSockets();
    }

    private final Served served;
    private volatile boolean stopping;

    public Readiness(Served served) {
        this.served = served;
    }

    public boolean isReady() {
        return !stopping && served.isConfigured() && served.isBound();
    }

    /** For good. */
    public void stop() {
        stopping = true;
    }

    /** What the probe answers. */
    String text() {
        if (stopping) {
            return "stopping";
        }
        if (!served.isConfigured()) {
            return "no configuration has been applied yet";
        }
        String sockets = served.missingSockets()
                .map(missing -> ": " + missing + "; /config says why")
                .orElse("");
        return (served.isBound() ? "ready" : "its listeners are not bound") + sockets;
    }
}
