package io.signalbox.controlplane.gateway;

import java.util.UUID;

/** Records who changed what: called once for each change, in its transaction. */
public interface ChangeLog {

    void record(Change change);

    /** Records that nodes hold a version that this database never had. The gateway's row is locked. */
    void foreign(UUID gatewayId, String name, long version, HeldVersion held);

    /** Records that nodes refuse to serve an entity of this version. The gateway's row is locked. */
    void notServed(UUID gatewayId, long version, EntityKind kind, UUID id, String reason);
}
