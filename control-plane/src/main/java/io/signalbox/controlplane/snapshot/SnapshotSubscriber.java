package io.signalbox.controlplane.snapshot;

/** Whoever wants a gateway's newest state. Called by one thread, which must not be kept. */
public interface SnapshotSubscriber {

    /** The newest state; told again after a reconnect to the store, perhaps with a version it knows. */
    void offer(GatewaySnapshot snapshot);

    /** The gateway is deleted. */
    void gone();
}
