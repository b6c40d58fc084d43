package io.signalbox.controlplane.gateway;

import java.time.Instant;

/**
 * When a row was made and last changed, by the clock and by the gateway's version.
 *
 * @param changedAtVersion a node that holds an older one is sent this row
 */
public record Stamp(Instant createdAt, Instant updatedAt, long changedAtVersion) {

    public static Stamp creating(Change change) {
        return new Stamp(change.now(), change.now(), change.version());
    }

    public Stamp changing(Change change) {
        return new Stamp(createdAt, change.now(), change.version());
    }
}
