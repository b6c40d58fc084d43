package io.signalbox.dataplane;

import io.signalbox.dataplane.admin.Readiness;
import io.signalbox.dataplane.config.ConfigApplier;
import io.signalbox.dataplane.listener.BoundSockets;
import io.signalbox.dataplane.listener.PortBinder;
import java.util.Optional;

/** What readiness goes by: the configuration that this node has applied, and its sockets. */
record ServedSockets(ConfigApplier applier, PortBinder ports) implements Readiness.Served {

    @Override
    public boolean isConfigured() {
        return applier.applied().version() > 0;
    }

    @Override
    public boolean isBound() {
        return ports.bound().serve();
    }

    @Override
    public Optional<String> missingSockets() {
        return Optional.of(ports.bound()).filter(bound -> !bound.isComplete()).map(BoundSockets::toString);
    }
}
