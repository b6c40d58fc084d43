package io.signalbox.controlplane.gateway;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One write to a gateway, made while its row is locked. The first call of {@link #version} takes the gateway's next
 * version; a write that turns out to change nothing never calls it, and leaves the version alone.
 */
public final class Change {

    private static final String GATEWAY = "event_gateway";

    private final GatewayRow gateway;
    private final long next;
    private final UUID edition;
    private final Instant now;
    private final Map<UUID, Mention> written = new LinkedHashMap<>();
    private final Map<UUID, EntityKind> removed = new LinkedHashMap<>();
    private Optional<Mention> rearranged = Optional.empty();
    private boolean made;
    private boolean mentionsAll;

    Change(GatewayRow gateway) {
        this.gateway = gateway;
        next = gateway.version() + 1;
        edition = UUID.randomUUID();
        // PostgreSQL keeps microseconds. Never before the last change: pages are in this order, whatever the clock
        // does.
        Instant clock = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Instant last = gateway.lastChangeAt();
        now = clock.isAfter(last) ? clock : last.plus(1, ChronoUnit.MICROS);
    }

    private Change(GatewayRow gateway, long next, UUID edition, Instant now) {
        this.gateway = gateway;
        this.next = next;
        this.edition = edition;
        this.now = now;
    }

    /** The change that creates a gateway, at its first version. */
    static Change creating(GatewayRow gateway) {
        Change change = new Change(gateway, gateway.version(), gateway.edition(), gateway.createdAt());
        change.mention(
                Action.CREATED,
                GATEWAY,
                gateway.id(),
                Optional.of(gateway.name()),
                ChangedValues.of(Optional.empty(), Optional.of(gateway.values())));
        return change;
    }

    public UUID gatewayId() {
        return gateway.id();
    }

    public Instant now() {
        return now;
    }

    /** The gateway's before this change. */
    public long versionBefore() {
        return gateway.version();
    }

    /** Has the change log name everything that was written, where otherwise what was created is enough. */
    public void mentionAll() {
        mentionsAll = true;
    }

    /** The version that this change makes; what it writes is stamped with it. */
    public long version() {
        made = true;
        return next;
    }

    /** Records that an entity was created. */
    public void create(EntityKind kind, UUID id, Optional<String> name, ChangedValues values) {
        mention(Action.CREATED, kind.text(), id, name, values);
    }

    /** Records that an entity was replaced. */
    public void replace(EntityKind kind, UUID id, Optional<String> name, ChangedValues values) {
        mention(Action.REPLACED, kind.text(), id, name, values);
    }

    /** Of the version that this change makes. */
    UUID edition() {
        version();
        return edition;
    }

    /** Records that an entity was deleted, so that nodes are sent its removal. */
    public void remove(EntityKind kind, UUID id, Optional<String> name, ChangedValues values) {
        version();
        removed.put(id, kind);
        mention(Action.DELETED, kind.text(), id, name, values);
    }

    /** Records that all of this change is a new order, and of what. */
    public void rearrange(EntityKind kind, UUID id, Optional<String> name, Action action, ChangedValues values) {
        rearranged = Optional.of(new Mention(action, kind.text(), id, name, values));
    }

    public Map<UUID, EntityKind> removed() {
        return removed;
    }

    /** What the request was about; entities that merely made room for another are left out. */
    public List<Mention> mentions() {
        List<Mention> all = rearranged.map(List::of).orElseGet(() -> new ArrayList<>(written.values()));
        if (mentionsAll) {
            return all;
        }
        for (Action decisive : List.of(Action.DELETED, Action.CREATED)) {
            List<Mention> told =
                    all.stream().filter(one -> one.action() == decisive).toList();
            if (!told.isEmpty()) {
                return told;
            }
        }
        return all;
    }

    GatewayRow gateway() {
        return gateway;
    }

    void replaceGateway(GatewayRow row) {
        mention(
                Action.REPLACED,
                GATEWAY,
                row.id(),
                Optional.of(row.name()),
                ChangedValues.of(Optional.of(gateway.values()), Optional.of(row.values())));
    }

    boolean isMade() {
        return made;
    }

    private void mention(Action action, String type, UUID id, Optional<String> name, ChangedValues values) {
        written.merge(id, new Mention(action, type, id, name, values), Mention::then);
    }

    /** What was done to one entity, by its newest name. */
    public record Mention(Action action, String type, UUID id, Optional<String> name, ChangedValues values) {

        /** One that was written twice is told of once, with what was done first. */
        private Mention then(Mention later) {
            return new Mention(action, type, id, name, values.then(later.values));
        }
    }
}
