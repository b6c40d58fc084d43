package io.signalbox.controlplane.gateway;

import java.util.UUID;

/** Writes down who changed what: called once for each change that was made, in its transaction. */
public interface Trail {

    void record(Change change);

    /** Somebody holds a version that this database never came to. The gateway's row is locked. */
    void foreign(UUID gatewayId, String name, long version, HeldVersion held);

    /** Nodes do not serve something of this version at all. The gateway's row is locked. */
    void notServed(UUID gatewayId, long version, EntityKind kind, UUID id, String reason);
}
