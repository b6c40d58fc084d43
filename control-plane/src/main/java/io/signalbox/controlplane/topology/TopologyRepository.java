package io.signalbox.controlplane.topology;

import io.signalbox.controlplane.gateway.EntityKind;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Reads of all entities of a gateway what its graph shows, and nothing else of their specs: a thousand virtual clusters are
 * to be there in an instant.
 */
@Repository
class TopologyRepository {

    private static final String SELECT = "select id, kind, owner_id, name, parent_id, spec ->> 'type' as type,"
            + " coalesce(cast(spec ->> 'enabled' as boolean), true) as enabled, spec ->> 'dns_label' as dns_label,"
            + " cast(coalesce(spec #>> '{destination,id}', spec #>> '{config,destination,id}') as uuid) as leads_to,"
            + texts("addresses") + texts("ports") + texts("bootstrap_servers")
            + " case when kind = 'listener_policy' then spec #>> '{config,type}' end as forward,"
            + " spec #>> '{config,sni_suffix}' as sni_suffix from entity where gateway_id = :gateway"
            + " and kind in ('listener', 'virtual_cluster', 'backend_cluster', 'listener_policy', 'cluster_policy',"
            + " 'produce_policy', 'consume_policy') order by position, created_at, id";

    private final JdbcClient jdbc;

    TopologyRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Policies in the order of their chains, all else oldest first. */
    List<Row> rows(UUID gatewayId) {
        return jdbc.sql(SELECT)
                .param("gateway", gatewayId)
                .query(TopologyRepository::row)
                .list();
    }

    /** An array of the spec, where it has one. */
    private static String texts(String property) {
        return " case when jsonb_typeof(spec -> '" + property
                + "') = 'array' then array(select jsonb_array_elements_text(spec -> '" + property + "')) end as "
                + property + ",";
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                EntityKind.of(row.getString("kind")),
                row.getObject("id", UUID.class),
                uuid(row, "owner_id"),
                text(row, "name"),
                uuid(row, "parent_id"),
                text(row, "type"),
                row.getBoolean("enabled"),
                text(row, "dns_label"),
                uuid(row, "leads_to"),
                list(row, "addresses"),
                list(row, "ports"),
                list(row, "bootstrap_servers"),
                text(row, "forward"),
                text(row, "sni_suffix"));
    }

    private static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    private static Optional<UUID> uuid(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, UUID.class));
    }

    private static List<String> list(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null
                ? List.of()
                : Arrays.stream((Object[]) array.getArray())
                        .map(String::valueOf)
                        .toList();
    }

    /**
     * An entity; what it does not have is empty.
     *
     * @param leadsTo the cluster that a virtual cluster stands on, or that a port mapping leads to
     * @param forward how a policy that forwards connections does so
     */
    record Row(
            EntityKind kind,
            UUID id,
            Optional<UUID> ownerId,
            Optional<String> name,
            Optional<UUID> parentId,
            Optional<String> type,
            boolean enabled,
            Optional<String> dnsLabel,
            Optional<UUID> leadsTo,
            List<String> addresses,
            List<String> ports,
            List<String> bootstrapServers,
            Optional<String> forward,
            Optional<String> sniSuffix) {}
}
