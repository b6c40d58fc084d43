package io.signalbox.controlplane.gateway;

import jakarta.persistence.Embeddable;
import java.time.Instant;

/** When a row was made and last changed, by the clock and by the gateway's version. */
@Embeddable
public class Stamp {

    private Instant createdAt = Instant.EPOCH;
    private Instant updatedAt = Instant.EPOCH;
    private long changedAtVersion; // of the gateway: a node that holds an older one is sent this row

    /** For JPA, and for a row whose stamp is not known yet. */
    public Stamp() {}

    public Stamp(Change change) {
        createdAt = change.now();
        update(change);
    }

    public final void update(Change change) {
        updatedAt = change.now();
        changedAtVersion = change.version();
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }

    public long changedAtVersion() {
        return changedAtVersion;
    }
}
