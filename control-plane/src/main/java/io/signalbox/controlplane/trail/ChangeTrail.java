package io.signalbox.controlplane.trail;

import io.signalbox.controlplane.caller.Caller;
import io.signalbox.controlplane.gateway.Action;
import io.signalbox.controlplane.gateway.Change;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Gateway;
import io.signalbox.controlplane.gateway.HeldVersion;
import io.signalbox.controlplane.gateway.Trail;
import jakarta.persistence.EntityManager;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Writes an entry for each entity that a request was about: the one it created, replaced or patched, or those that it
 * deleted. Policies that merely made room for another are not mentioned.
 */
@Component
class ChangeTrail implements Trail {

    static final int MAX_ENTRIES = 10_000; // of each gateway

    /** How many versions pass before the oldest entries are removed, all at once. */
    static final int TRIM_EVERY_VERSIONS = 100;

    private static final String GATEWAY = "event_gateway";
    private static final String BY_ITSELF = "control plane";
    private static final String FOREIGN_VERSION = "foreign_version";
    private static final int MAX_WRITTEN = 100; // a request writes one; the rest made room

    /** Every table has the name of its kind; what a change wrote is what bears its version. */
    private static final String STAMPED = Arrays.stream(EntityKind.values())
                    .map(kind -> "select '" + type(kind) + "' as type, id, name, created_at = :now as created from "
                            + type(kind) + " where gateway_id = :gateway and changed_at_version = :version")
                    .collect(Collectors.joining(" union all "))
            + " union all select '" + GATEWAY + "', id, name, created_at = :now from event_gateway"
            + " where id = :gateway and updated_at = :now order by created desc limit " + MAX_WRITTEN;

    private final ChangeRepository entries;
    private final JdbcClient jdbc;
    private final EntityManager entities;

    ChangeTrail(ChangeRepository entries, JdbcClient jdbc, EntityManager entities) {
        this.entries = entries;
        this.jdbc = jdbc;
        this.entities = entities;
    }

    @Override
    public void record(Change change) {
        List<Mention> mentions = mentions(change);
        List<ChangeRepository.Entry> rows = new ArrayList<>();
        for (Mention mention : mentions) {
            rows.add(new ChangeRepository.Entry(
                    rows.size(), mention.action().text(), mention.type(), mention.id(), mention.name()));
        }
        entries.insert(
                change.gatewayId(),
                change.version(),
                change.now(),
                Caller.current().name(),
                rows);
        if (change.version() % TRIM_EVERY_VERSIONS == 0) {
            entries.trim(change.gatewayId(), MAX_ENTRIES);
        }
    }

    @Override
    public void foreign(UUID gatewayId, String name, long version, HeldVersion held) {
        String detail = "Nodes hold " + Gateway.versionText(held.number())
                + held.edition().map(edition -> " of edition " + edition).orElse("")
                + ", which this database never came to: it was restored from a backup, or stands in for another."
                + " They are sent everything.";
        entries.add(
                gatewayId,
                version,
                BY_ITSELF,
                new ChangeRepository.Entry(0, FOREIGN_VERSION, GATEWAY, gatewayId, Optional.of(name)),
                detail);
    }

    private List<Mention> mentions(Change change) {
        if (!change.removed().isEmpty()) {
            return named(change.removed(), Action.DELETED); // before the flush: their rows are still there
        }
        if (change.rearranged().isPresent()) {
            Change.Rearranged what = change.rearranged().get();
            return named(Map.of(what.id(), what.kind()), what.action());
        }
        entities.flush();
        List<Mention> written = stamped(change);
        List<Mention> created = written.stream()
                .filter(mention -> mention.action() == Action.CREATED)
                .toList();
        return created.isEmpty() ? written : created;
    }

    private List<Mention> named(Map<UUID, EntityKind> ids, Action action) {
        Map<UUID, String> names = new HashMap<>();
        ids.values().stream()
                .distinct()
                .forEach(kind -> names.putAll(jdbc
                        .sql("select id, name from " + type(kind) + " where id in (:ids) and name is not null")
                        .param("ids", ids.keySet())
                        .query((row, number) -> Map.entry(row.getObject("id", UUID.class), row.getString("name")))
                        .stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))));
        return ids.entrySet().stream()
                .map(entry -> new Mention(
                        action, type(entry.getValue()), entry.getKey(), Optional.ofNullable(names.get(entry.getKey()))))
                .toList();
    }

    private List<Mention> stamped(Change change) {
        Action rewritten = Caller.current().method().equals("PATCH") ? Action.PATCHED : Action.REPLACED;
        return jdbc.sql(STAMPED)
                .param("gateway", change.gatewayId())
                .param("version", change.version())
                .param("now", change.now().atOffset(ZoneOffset.UTC))
                .query((row, number) -> new Mention(
                        row.getBoolean("created") ? Action.CREATED : rewritten,
                        row.getString("type"),
                        row.getObject("id", UUID.class),
                        Optional.ofNullable(row.getString("name"))))
                .list();
    }

    private static String type(EntityKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private record Mention(Action action, String type, UUID id, Optional<String> name) {}
}
