package io.signalbox.controlplane.gateway;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Traces of what was deleted, and the wake-up for other control planes. */
@Component
class Tombstones {

    /** How long deletes are remembered, in versions: a node that holds an older one is sent everything. */
    static final long KEPT_VERSIONS = 10_000;

    /** How many versions pass before the oldest are removed, all at once. */
    private static final int TRIM_EVERY_VERSIONS = 100;

    private final JdbcClient jdbc;

    Tombstones(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether this version is one at which what is too old to be kept is removed. */
    static boolean isTrimmedAt(long version) {
        return version % TRIM_EVERY_VERSIONS == 0;
    }

    void record(Change change) {
        change.removed()
                .forEach((id, kind) -> jdbc.sql("insert into tombstone values (:gateway, :kind, :id, :version)")
                        .param("gateway", change.gatewayId())
                        .param("kind", kind.name())
                        .param("id", id)
                        .param("version", change.version())
                        .update());
        if (isTrimmedAt(change.version())) {
            jdbc.sql("delete from tombstone where gateway_id = :gateway and changed_at_version <= :version")
                    .param("gateway", change.gatewayId())
                    .param("version", change.version() - KEPT_VERSIONS)
                    .update();
        }
    }

    List<Removed> since(UUID gatewayId, long version) {
        return jdbc.sql("select kind, entity_id, changed_at_version from tombstone"
                        + " where gateway_id = :gateway and changed_at_version > :version")
                .param("gateway", gatewayId)
                .param("version", version)
                .query((row, number) -> new Removed(
                        EntityKind.valueOf(row.getString("kind")),
                        row.getObject("entity_id", UUID.class),
                        row.getLong("changed_at_version")))
                .list();
    }

    /** Sent by PostgreSQL when the transaction commits, and not before. */
    void announce(UUID gatewayId, long version) {
        jdbc.sql("select pg_notify(:channel, :payload)")
                .param("channel", GatewayChanges.CHANNEL)
                .param("payload", gatewayId + " " + version)
                .query((row, number) -> true)
                .list();
    }
}
