package io.signalbox.controlplane.gateway;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What SQL says shorter than JPA: traces of what was deleted, and the wake-up for other control planes. */
@Component
class Tombstones {

    private final JdbcClient jdbc;

    Tombstones(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void record(Change change) {
        change.removed()
                .forEach((id, kind) -> jdbc.sql("insert into tombstone values (:gateway, :kind, :id, :version)")
                        .param("gateway", change.gatewayId())
                        .param("kind", kind.name())
                        .param("id", id)
                        .param("version", change.version())
                        .update());
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
