package io.signalbox.dataplane.admin;

import java.util.function.BooleanSupplier;

/** Whether this node should be given clients: it has applied a configuration, and it is not stopping. */
public final class Readiness {

    private final BooleanSupplier configured;
    private volatile boolean stopping;

    public Readiness(BooleanSupplier configured) {
        this.configured = configured;
    }

    public boolean isReady() {
        return !stopping && configured.getAsBoolean();
    }

    /** For good. */
    public void stop() {
        stopping = true;
    }

    String reason() {
        if (stopping) {
            return "stopping";
        }
        return configured.getAsBoolean() ? "ready" : "no configuration has been applied yet";
    }
}
