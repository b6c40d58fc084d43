package io.signalbox.controlplane.snapshot;

/** Receives a gateway's newest state. Called by one thread, which must not be kept. */
public interface SnapshotSubscriber {

    /** The newest state, repeated at every look; not older than when it was subscribed to. */
    void offer(GatewaySnapshot snapshot);

    /** The gateway is deleted. */
    void gone();
}
