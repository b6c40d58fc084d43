package io.signalbox.controlplane.gateway;

import java.util.UUID;

/** Receives the notifications of all control planes on one PostgreSQL channel. Called by one thread. */
public interface NotificationListener {

    String channel();

    void notified(UUID gatewayId);

    /** The connection is new: notifications may have been missed. */
    void reconnected();
}
