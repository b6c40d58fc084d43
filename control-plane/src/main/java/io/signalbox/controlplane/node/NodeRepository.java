package io.signalbox.controlplane.node;

import io.signalbox.controlplane.gateway.Gateway;
import io.signalbox.controlplane.gateway.HeldVersion;
import io.signalbox.controlplane.paging.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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

/** Rows are made or renewed in one statement, and their key has two parts. */
@Repository
class NodeRepository {

    private static final String COLUMNS = "select id, release, last_seen_at, created_at, updated_at, config_applied_at,"
            + " config_version, problems from node where gateway_id = :gateway and last_seen_at > :since";

    /** Those that say the same as before notify no one. */
    private static final String REPORT = "with said as (select * from jsonb_to_recordset(cast(:reports as jsonb))"
            + " as one (gateway_id uuid, id uuid, instance_id uuid, version bigint, edition uuid, problems jsonb)),"
            + " before as (select node.gateway_id, node.id, config_version, config_edition, node.problems from node"
            + " join said on said.gateway_id = node.gateway_id and said.id = node.id),"
            + " written as (update node set config_applied_at = case when said.version is null"
            + " or config_version = said.version then config_applied_at else :now end,"
            + " config_version = coalesce(said.version, config_version),"
            + " config_edition = case when said.version is null then config_edition else said.edition end,"
            + " problems = said.problems, last_seen_at = :now, updated_at = :now from said"
            + " where node.gateway_id = said.gateway_id and node.id = said.id"
            + " and node.instance_id is not distinct from said.instance_id returning node.gateway_id, node.id,"
            + " config_version as version, config_edition as edition, node.problems)"
            + " select pg_notify(:channel, cast(changed.gateway_id as text)) from (select distinct written.gateway_id"
            + " from before join written on before.gateway_id = written.gateway_id and before.id = written.id"
            + " where (before.config_version, before.config_edition) is distinct from (written.version, written.edition)"
            + " or before.problems is distinct from written.problems) changed";

    private static final UUID NO_INSTANCE = new UUID(0, 0);
    private static final TypeReference<List<StoredProblem>> PROBLEMS = new TypeReference<>() {};

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

    /** Stores what it holds; earlier problems stay valid as long as that is the same. */
    void greet(NodeProcess process, Optional<HeldVersion> held, Instant now) {
        jdbc.sql("insert into node (gateway_id, id, hostname, release, last_seen_at, config_version, config_applied_at,"
                        + " problems, created_at, updated_at, config_edition, instance_id, declared_id)"
                        + " values (:gateway, :id, :hostname, :release, :now, cast(:version as bigint),"
                        + " case when cast(:version as bigint) is null then null else cast(:now as timestamptz) end,"
                        + " '[]', :now, :now, cast(:edition as uuid), cast(:instance as uuid),"
                        + " cast(:declared as uuid)) on conflict (gateway_id, id) do update set"
                        + " hostname = excluded.hostname, release = excluded.release,"
                        + " last_seen_at = excluded.last_seen_at, updated_at = excluded.updated_at,"
                        + " config_applied_at = case when node.config_version is not distinct from"
                        + " excluded.config_version then node.config_applied_at else excluded.config_applied_at end,"
                        + " config_version = excluded.config_version, config_edition = excluded.config_edition,"
                        + " instance_id = excluded.instance_id, declared_id = excluded.declared_id")
                .param("gateway", process.gatewayId())
                .param("id", process.id())
                .param("hostname", process.hostname())
                .param("release", process.release())
                .param("now", at(now))
                .param("version", held.map(HeldVersion::number).orElse(null))
                .param("edition", held.flatMap(HeldVersion::edition).orElse(null))
                .param("instance", process.instanceId().orElse(null))
                .param("declared", process.declaredId().orElse(null))
                .update();
    }

    /** Of many nodes at once: a thousand that have applied a version are one statement and one commit. */
    void report(Collection<NodeReport> reports, Instant now) {
        jdbc.sql(REPORT)
                .param(
                        "reports",
                        json.writeValueAsString(
                                reports.stream().map(StoredReport::of).toList()))
                .param("now", at(now))
                .param("channel", NodeService.CHANNEL)
                .query((row, number) -> true)
                .list();
    }

    void know(NodeProcess process, List<BackendBrokers> brokers) {
        jdbc.sql("update node set brokers = cast(:brokers as jsonb) where gateway_id = :gateway and id = :id")
                .param("brokers", json.writeValueAsString(brokers))
                .param("gateway", process.gatewayId())
                .param("id", process.id())
                .update();
    }

    /** One for each node and backend cluster whose brokers it knows, by the backend cluster. */
    Map<UUID, List<ReportedBrokers.Report>> brokers(UUID gatewayId) {
        return jdbc
                .sql("select last_seen_at, known ->> 'backend_cluster_id' as backend, known -> 'node_ids' as node_ids"
                        + " from node, jsonb_array_elements(brokers) known where gateway_id = :gateway")
                .param("gateway", gatewayId)
                .query((row, number) -> Map.entry(UUID.fromString(row.getString("backend")), report(row)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    /** One for each node that knows the backend cluster's brokers. */
    List<ReportedBrokers.Report> brokers(UUID gatewayId, UUID backendClusterId) {
        return jdbc.sql("select last_seen_at, known -> 'node_ids' as node_ids from node,"
                        + " jsonb_array_elements(brokers) known where gateway_id = :gateway"
                        + " and known ->> 'backend_cluster_id' = :backend")
                .param("gateway", gatewayId)
                .param("backend", backendClusterId.toString())
                .query((row, number) -> report(row))
                .list();
    }

    /** A version that this database never had does not count as applied. */
    List<LiveNode> live(UUID gatewayId, Instant since) {
        return jdbc.sql("select id, hostname, release, problems, case when known.edition = config_edition"
                        + " then config_version else 0 end as config_version from node left join gateway_version known"
                        + " on known.gateway_id = node.gateway_id and known.version = config_version"
                        + " where node.gateway_id = :gateway and last_seen_at > :since order by created_at, id")
                .param("gateway", gatewayId)
                .param("since", at(since))
                .query((row, number) -> new LiveNode(
                        row.getObject("id", UUID.class),
                        row.getString("hostname"),
                        row.getString("release"),
                        row.getLong("config_version"),
                        problems(row)))
                .list();
    }

    /** Of all gateways; what a node holds of another edition counts as nothing. */
    List<Fleet> fleets(Instant since) {
        return jdbc.sql("select gateway.id, gateway.name, gateway.version, count(node.id) as live,"
                        + " count(node.id) filter (where node.applied < gateway.version) as behind,"
                        + " coalesce(max(gateway.version - least(node.applied, gateway.version)), 0) as lag,"
                        + " count(node.id) filter (where node.problems @> '[{\"severity\": \"error\"}]') as errors,"
                        + " count(node.id) filter (where node.problems @> '[{\"severity\": \"warning\"}]') as warnings"
                        + " from event_gateway gateway left join (select one.gateway_id, one.id, one.problems,"
                        + " case when known.edition = one.config_edition then one.config_version else 0 end as applied"
                        + " from node one left join gateway_version known on known.gateway_id = one.gateway_id"
                        + " and known.version = one.config_version where one.last_seen_at > :since) node"
                        + " on node.gateway_id = gateway.id group by gateway.id order by gateway.name")
                .param("since", at(since))
                .query((row, number) -> new Fleet(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getLong("version"),
                        row.getLong("live"),
                        row.getLong("behind"),
                        row.getLong("lag"),
                        row.getLong("errors"),
                        row.getLong("warnings")))
                .list();
    }

    /** Only those that still have the ids under which they are shown. */
    void seen(UUID gatewayId, List<NodeProcess> processes, Instant now) {
        jdbc.sql("update node set last_seen_at = :now where gateway_id = :gateway"
                        + " and (id, coalesce(instance_id, :none)) in (:processes)")
                .param("now", at(now))
                .param("gateway", gatewayId)
                .param("none", NO_INSTANCE)
                .param(
                        "processes",
                        processes.stream()
                                .map(process -> new Object[] {
                                    process.id(), process.instanceId().orElse(NO_INSTANCE)
                                })
                                .toList())
                .update();
    }

    List<SeenProcess> processes(Collection<UUID> gatewayIds) {
        return jdbc.sql("select gateway_id, id, instance_id, declared_id, hostname, last_seen_at from node"
                        + " where gateway_id in (:gateways)")
                .param("gateways", gatewayIds)
                .query((row, number) -> new SeenProcess(
                        row.getObject("gateway_id", UUID.class),
                        row.getObject("id", UUID.class),
                        Optional.ofNullable(row.getObject("instance_id", UUID.class)),
                        Optional.ofNullable(row.getObject("declared_id", UUID.class)),
                        row.getString("hostname"),
                        instant(row, "last_seen_at")))
                .list();
    }

    void left(NodeProcess process) {
        jdbc.sql("update node set instance_id = null where gateway_id = :gateway and id = :id"
                        + " and instance_id = cast(:instance as uuid)")
                .param("gateway", process.gatewayId())
                .param("id", process.id())
                .param("instance", process.instanceId().orElse(null))
                .update();
    }

    /** A process that is shown under the id it came with is not shown under its instance's, too. */
    void deleteStandIn(NodeProcess process) {
        jdbc.sql("delete from node where gateway_id = :gateway and id = cast(:instance as uuid)"
                        + " and declared_id = :id")
                .param("gateway", process.gatewayId())
                .param("id", process.id())
                .param("instance", process.instanceId().orElse(null))
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
                problems(row));
    }

    private ReportedBrokers.Report report(ResultSet row) throws SQLException {
        return new ReportedBrokers.Report(
                instant(row, "last_seen_at"),
                json.readValue(row.getString("node_ids"), new TypeReference<List<Integer>>() {}));
    }

    private List<NodeProblem> problems(ResultSet row) throws SQLException {
        return json.readValue(row.getString("problems"), PROBLEMS).stream()
                .map(StoredProblem::problem)
                .toList();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
