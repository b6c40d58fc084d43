package io.signalbox.controlplane.gateway;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One write to a gateway, made while its row is locked. The first call of {@link #version} takes the gateway's next
 * version; a write that turns out to change nothing never calls it, and leaves the version alone.
 */
public final class Change {

    private final GatewayEntity gateway;
    private final Instant now;
    private final Map<UUID, EntityKind> removed = new LinkedHashMap<>();
    private Optional<Rearranged> rearranged = Optional.empty();
    private boolean made;

    Change(GatewayEntity gateway) {
        this.gateway = gateway;
        // PostgreSQL keeps microseconds. Never before the last change: pages are in this order, whatever the clock
        // does.
        Instant clock = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Instant last = gateway.lastChangeAt();
        now = clock.isAfter(last) ? clock : last.plus(1, ChronoUnit.MICROS);
    }

    private Change(GatewayEntity gateway, Instant now) {
        this.gateway = gateway;
        this.now = now;
        made = true;
    }

    /** The one by which a gateway comes to be, at its first version. */
    static Change creating(GatewayEntity gateway) {
        return new Change(gateway, gateway.createdAt());
    }

    public UUID gatewayId() {
        return gateway.id();
    }

    public Instant now() {
        return now;
    }

    /** The version that this change makes; what it writes is stamped with it. */
    public long version() {
        if (!made) {
            made = true;
            gateway.nextVersion(now);
        }
        return gateway.version();
    }

    /** Of the version that this change makes. */
    UUID edition() {
        version();
        return gateway.edition();
    }

    /** Notes that an entity is gone, so that nodes can be told. */
    public void remove(EntityKind kind, UUID id) {
        version();
        removed.put(id, kind);
    }

    /** Notes that all of this change is a new order, and of what. */
    public void rearrange(EntityKind kind, UUID id, Action action) {
        rearranged = Optional.of(new Rearranged(kind, id, action));
    }

    public Map<UUID, EntityKind> removed() {
        return removed;
    }

    public Optional<Rearranged> rearranged() {
        return rearranged;
    }

    GatewayEntity gateway() {
        return gateway;
    }

    boolean isMade() {
        return made;
    }

    /** What was moved, or whose policies were. */
    public record Rearranged(EntityKind kind, UUID id, Action action) {}
}
