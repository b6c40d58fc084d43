package io.signalbox.controlplane.node;

import io.signalbox.controlplane.gateway.Gateway;
import io.signalbox.controlplane.paging.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** SQL and not JPA: rows are made or renewed in one statement, and their key has two parts. */
@Repository
class NodeRepository {

    private static final String COLUMNS = "select id, release, last_seen_at, created_at, updated_at, config_applied_at,"
            + " config_version, problems from node where gateway_id = :gateway and last_seen_at > :since";

    /** What a node says again is no news, and wakes nobody. */
    private static final String ANNOUNCE = " select pg_notify(:channel, cast(:gateway as text)) from before, written"
            + " where config_version is distinct from written.version";

    private static final TypeReference<List<NodeProblem>> PROBLEMS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    NodeRepository(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    List<Node> page(UUID gatewayId, Instant since, Cursor after, int limit) {
        return jdbc.sql(COLUMNS + " and (created_at, id) > (:createdAt, :id) order by created_at, id limit :limit")
                .param("gateway", gatewayId)
                .param("since", at(since))
                .param("createdAt", at(after.createdAt()))
                .param("id", after.id())
                .param("limit", limit)
                .query(this::node)
                .list();
    }

    Optional<Node> find(UUID gatewayId, UUID id, Instant since) {
        return jdbc.sql(COLUMNS + " and id = :id")
                .param("gateway", gatewayId)
                .param("since", at(since))
                .param("id", id)
                .query(this::node)
                .optional();
    }

    void greet(UUID gatewayId, UUID id, String hostname, String release, Instant now) {
        jdbc.sql("insert into node values (:gateway, :id, :hostname, :release, :now, null, null, '[]', :now, :now)"
                        + " on conflict (gateway_id, id) do update set hostname = excluded.hostname,"
                        + " release = excluded.release, last_seen_at = excluded.last_seen_at,"
                        + " updated_at = excluded.updated_at")
                .param("gateway", gatewayId)
                .param("id", id)
                .param("hostname", hostname)
                .param("release", release)
                .param("now", at(now))
                .update();
    }

    void report(NodeReport report, Instant now) {
        jdbc.sql("with before as (select config_version, problems from node where gateway_id = :gateway and id = :id),"
                        + " written as (update node set config_applied_at = case when cast(:version as bigint) is null"
                        + " or config_version = :version then config_applied_at else :now end,"
                        + " config_version = coalesce(cast(:version as bigint), config_version),"
                        + " problems = cast(:problems as jsonb), last_seen_at = :now, updated_at = :now"
                        + " where gateway_id = :gateway and id = :id returning config_version as version)"
                        + ANNOUNCE + " or problems is distinct from cast(:problems as jsonb)")
                .param("version", report.version().orElse(null))
                .param("problems", json.writeValueAsString(report.problems()))
                .param("now", at(now))
                .param("gateway", report.gatewayId())
                .param("id", report.nodeId())
                .param("channel", NodeService.CHANNEL)
                .query((row, number) -> true)
                .list();
    }

    void know(UUID gatewayId, UUID id, List<BackendBrokers> brokers) {
        jdbc.sql("update node set brokers = cast(:brokers as jsonb) where gateway_id = :gateway and id = :id")
                .param("brokers", json.writeValueAsString(brokers))
                .param("gateway", gatewayId)
                .param("id", id)
                .update();
    }

    /** One for each node that knows the backend cluster's brokers. */
    List<ReportedBrokers.Report> brokers(UUID gatewayId, UUID backendClusterId) {
        return jdbc.sql("select last_seen_at, known -> 'node_ids' as node_ids from node,"
                        + " jsonb_array_elements(brokers) known where gateway_id = :gateway"
                        + " and known ->> 'backend_cluster_id' = :backend")
                .param("gateway", gatewayId)
                .param("backend", backendClusterId.toString())
                .query((row, number) -> new ReportedBrokers.Report(
                        instant(row, "last_seen_at"),
                        json.readValue(row.getString("node_ids"), new TypeReference<List<Integer>>() {})))
                .list();
    }

    /** The node holds this version from before; what it said of it still stands. */
    void holds(UUID gatewayId, UUID id, long version, Instant now) {
        jdbc.sql("with before as (select config_version, problems from node where gateway_id = :gateway and id = :id),"
                        + " written as (update node set config_applied_at = case when config_version = :version"
                        + " then config_applied_at else :now end, config_version = :version, last_seen_at = :now,"
                        + " updated_at = :now where gateway_id = :gateway and id = :id"
                        + " returning config_version as version)" + ANNOUNCE)
                .param("version", version)
                .param("now", at(now))
                .param("gateway", gatewayId)
                .param("id", id)
                .param("channel", NodeService.CHANNEL)
                .query((row, number) -> true)
                .list();
    }

    List<LiveNode> live(UUID gatewayId, Instant since) {
        return jdbc.sql("select id, hostname, release, config_version, problems from node"
                        + " where gateway_id = :gateway and last_seen_at > :since order by created_at, id")
                .param("gateway", gatewayId)
                .param("since", at(since))
                .query((row, number) -> new LiveNode(
                        row.getObject("id", UUID.class),
                        row.getString("hostname"),
                        row.getString("release"),
                        row.getLong("config_version"),
                        json.readValue(row.getString("problems"), PROBLEMS)))
                .list();
    }

    void seen(UUID gatewayId, List<UUID> ids, Instant now) {
        jdbc.sql("update node set last_seen_at = :now where gateway_id = :gateway and id in (:ids)")
                .param("now", at(now))
                .param("gateway", gatewayId)
                .param("ids", ids)
                .update();
    }

    void deleteUnseen(Instant since) {
        jdbc.sql("delete from node where last_seen_at <= :since")
                .param("since", at(since))
                .update();
    }

    private Node node(ResultSet row, int number) throws SQLException {
        Optional<String> version =
                Optional.ofNullable(row.getObject("config_version", Long.class)).map(Gateway::versionText);
        return new Node(
                row.getObject("id", UUID.class),
                row.getString("release"),
                instant(row, "last_seen_at"),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                Optional.ofNullable(row.getObject("config_applied_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                version,
                json.readValue(row.getString("problems"), PROBLEMS));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
