package io.signalbox.controlplane.gateway;

import io.signalbox.controlplane.paging.PageRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows of gateways, and what they have below them, counted. */
@Repository
class GatewayRepository {

    private static final String SELECT = "select id, name, description, min_runtime_version, labels, version,"
            + " edition, created_at, updated_at, last_change_at from event_gateway";

    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    GatewayRepository(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void insert(GatewayRow row) {
        write(
                "insert into event_gateway (id, name, description, min_runtime_version, labels, version, edition, created_at,"
                        + " updated_at, last_change_at) values (:id, :name, :description, :release,"
                        + " cast(:labels as jsonb), 1, :edition, :updatedAt, :updatedAt, :updatedAt)",
                row);
    }

    void update(GatewayRow row) {
        write(
                "update event_gateway set name = :name, description = :description, min_runtime_version = :release,"
                        + " labels = cast(:labels as jsonb), updated_at = :updatedAt where id = :id",
                row);
    }

    /** A change below it, or of itself. */
    void advance(Change change) {
        jdbc.sql(
                        "update event_gateway set version = :version, edition = :edition, last_change_at = :now where id = :id")
                .param("version", change.version())
                .param("edition", change.edition())
                .param("now", Timestamps.parameter(change.now()))
                .param("id", change.gatewayId())
                .update();
    }

    void delete(UUID id) {
        jdbc.sql("delete from event_gateway where id = :id").param("id", id).update();
    }

    Optional<UUID> findByName(String name) {
        return jdbc.sql("select id from event_gateway where name = :name")
                .param("name", name)
                .query(UUID.class)
                .optional();
    }

    Optional<GatewayRow> find(UUID id) {
        return jdbc.sql(SELECT + " where id = :id")
                .param("id", id)
                .query(this::row)
                .optional();
    }

    Optional<GatewayRow> lock(UUID id) {
        return jdbc.sql(SELECT + " where id = :id for update")
                .param("id", id)
                .query(this::row)
                .optional();
    }

    boolean exists(UUID id) {
        return jdbc.sql("select exists (select 1 from event_gateway where id = :id)")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    boolean isNameTaken(String name, UUID except) {
        return jdbc.sql("select exists (select 1 from event_gateway where name = :name and id <> :except)")
                .param("name", name)
                .param("except", except)
                .query(Boolean.class)
                .single();
    }

    List<GatewayRow> page(PageRequest page) {
        return jdbc.sql(SELECT + " where strpos(lower(name), lower(:contains)) > 0"
                        + " and (created_at, id) > (:createdAt, :id) order by created_at, id limit :limit")
                .param("contains", page.nameContains())
                .param("createdAt", Timestamps.parameter(page.after().createdAt()))
                .param("id", page.after().id())
                .param("limit", page.limit())
                .query(this::row)
                .list();
    }

    Map<UUID, Long> virtualClusters(Collection<UUID> ids) {
        return totals(jdbc.sql("select gateway_id, count(*) from entity where gateway_id in (:ids) and kind = :kind"
                        + " group by gateway_id")
                .param("kind", EntityKind.VIRTUAL_CLUSTER.text())
                .param("ids", ids));
    }

    Map<UUID, Long> nodesSeen(Collection<UUID> ids, Instant since) {
        return totals(jdbc.sql("select gateway_id, count(*) from node where gateway_id in (:ids)"
                        + " and last_seen_at > :since group by gateway_id")
                .param("since", Timestamps.parameter(since))
                .param("ids", ids));
    }

    private static Map<UUID, Long> totals(JdbcClient.StatementSpec statement) {
        return statement.query((row, number) -> Map.entry(row.getObject(1, UUID.class), row.getLong(2))).list().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private void write(String sql, GatewayRow row) {
        jdbc.sql(sql)
                .param("id", row.id())
                .param("edition", row.edition())
                .param("name", row.name())
                .param("description", row.description())
                .param("release", row.minRuntimeVersion())
                .param("labels", json.writeValueAsString(row.labels()))
                .param("updatedAt", Timestamps.parameter(row.updatedAt()))
                .update();
    }

    private GatewayRow row(ResultSet row, int number) throws SQLException {
        return new GatewayRow(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("description"),
                row.getString("min_runtime_version"),
                json.readValue(row.getString("labels"), LABELS),
                row.getLong("version"),
                row.getObject("edition", UUID.class),
                Timestamps.read(row, "created_at"),
                Timestamps.read(row, "updated_at"),
                Timestamps.read(row, "last_change_at"));
    }
}
