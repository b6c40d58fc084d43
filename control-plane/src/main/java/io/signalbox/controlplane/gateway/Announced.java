package io.signalbox.controlplane.gateway;

import java.util.UUID;

/** Whoever wants to hear what any control plane says on a PostgreSQL channel about a gateway. Called by one thread. */
public interface Announced {

    String channel();

    void announced(UUID gatewayId);

    /** The connection was new: nobody knows what was said before. */
    void someWereMissed();
}
