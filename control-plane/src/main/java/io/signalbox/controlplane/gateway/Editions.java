package io.signalbox.controlplane.gateway;

import io.signalbox.controlplane.gateway.GatewayService.GatewayState;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The editions of a gateway's newest versions. A database that was restored from a backup makes the same version again, but
 * with another edition: so a version that a node holds can be recognised as one of this database, or as foreign.
 */
@Component
class Editions {

    private final JdbcClient jdbc;

    Editions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void record(Change change) {
        jdbc.sql("insert into gateway_version values (:gateway, :version, :edition)"
                        + " on conflict (gateway_id, version) do update set edition = excluded.edition")
                .param("gateway", change.gatewayId())
                .param("version", change.version())
                .param("edition", change.edition())
                .update();
        if (Tombstones.isTrimmedAt(change.version())) {
            jdbc.sql("delete from gateway_version where gateway_id = :gateway and version <= :version")
                    .param("gateway", change.gatewayId())
                    .param("version", change.version() - Tombstones.KEPT_VERSIONS)
                    .update();
        }
    }

    VersionStatus status(UUID gatewayId, HeldVersion held) {
        return jdbc.sql("select gateway.version as newest, known.edition from event_gateway gateway"
                        + " left join gateway_version known on known.gateway_id = gateway.id"
                        + " and known.version = :version where gateway.id = :gateway")
                .param("gateway", gatewayId)
                .param("version", held.number())
                .query((row, number) ->
                        status(held, row.getLong("newest"), Optional.ofNullable(row.getObject("edition", UUID.class))))
                .optional()
                .orElse(VersionStatus.FORGOTTEN);
    }

    /** The same, of two states that were read from the database, the older one earlier. */
    VersionStatus status(GatewayState older, GatewayState newer) {
        return older.version() == newer.version() && older.edition().equals(newer.edition())
                ? VersionStatus.KNOWN
                : status(newer.id(), older.held());
    }

    private static VersionStatus status(HeldVersion held, long newest, Optional<UUID> known) {
        if (held.number() > newest) {
            return VersionStatus.FOREIGN;
        }
        if (known.isEmpty() || held.edition().isEmpty()) {
            return VersionStatus.FORGOTTEN;
        }
        return known.equals(held.edition()) ? VersionStatus.KNOWN : VersionStatus.FOREIGN;
    }
}
