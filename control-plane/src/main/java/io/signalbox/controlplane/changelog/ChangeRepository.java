package io.signalbox.controlplane.changelog;

import io.signalbox.controlplane.gateway.Gateway;
import io.signalbox.controlplane.paging.Cursor;
import io.signalbox.controlplane.paging.Page;
import io.signalbox.controlplane.paging.PageRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** The rows of the change log: newest first by version, and by position within one. */
@Repository
class ChangeRepository {

    private static final String COLUMNS = "gateway_id, version, position, changed_at, changed_by, action, entity_type,"
            + " entity_id, entity_name, detail";
    private static final String VALUES = "before, after, secrets_changed";
    private static final UUID NEWEST = new UUID(Long.MAX_VALUE, Integer.MAX_VALUE);
    private static final int BATCH_ROWS = 1_000;
    private static final int MAX_ADDED = 100; // at one version

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final JsonMapper json;

    ChangeRepository(JdbcClient jdbc, JdbcTemplate batches, JsonMapper json) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.json = json;
    }

    void insert(UUID gatewayId, long version, Instant at, String by, List<Entry> entries) {
        batches.batchUpdate(
                "insert into change_trail (" + COLUMNS + ", " + VALUES
                        + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as json), cast(? as json), cast(? as json))",
                entries,
                BATCH_ROWS,
                (row, entry) -> {
                    row.setObject(1, gatewayId);
                    row.setLong(2, version);
                    row.setInt(3, entry.position());
                    row.setObject(4, at.atOffset(ZoneOffset.UTC));
                    row.setString(5, by);
                    row.setString(6, entry.action());
                    row.setString(7, entry.type());
                    row.setObject(8, entry.id());
                    row.setString(9, entry.name().orElse(null));
                    row.setString(10, entry.detail().orElse(null));
                    row.setString(11, entry.before().orElse(null));
                    row.setString(12, entry.after().orElse(null));
                    row.setString(13, entry.secretsChanged());
                });
    }

    /**
     * Adds an entry at a version that exists already, unless the gateway has the same entry at a version from
     * {@code since} on. At most {@link #MAX_ADDED} at one version: reports of nodes must not fill the log.
     */
    void add(UUID gatewayId, long version, String by, Entry entry, long since) {
        jdbc.sql("insert into change_trail (" + COLUMNS + ") select :gateway, :version, next.position, now(), :by,"
                        + " :action, :type, :id, :name, :detail from (select coalesce(max(position) + 1, 0) as position,"
                        + " count(*) filter (where action = :action) as same from change_trail"
                        + " where gateway_id = :gateway and version = :version) next"
                        + " where next.same < :most and not exists (select from change_trail"
                        + " where gateway_id = :gateway and action = :action and detail = :detail"
                        + " and version >= :since)")
                .param("since", since)
                .param("gateway", gatewayId)
                .param("version", version)
                .param("by", by)
                .param("action", entry.action())
                .param("type", entry.type())
                .param("id", entry.id())
                .param("name", entry.name().orElse(null))
                .param("detail", entry.detail().orElse(null))
                .param("most", MAX_ADDED)
                .update();
    }

    /** What an entity below the gateway is called, and when it last changed; empty when it is gone. */
    Optional<Described> described(UUID gatewayId, UUID id) {
        return jdbc.sql("select name, changed_at_version from entity where gateway_id = :gateway and id = :id")
                .param("gateway", gatewayId)
                .param("id", id)
                .query((row, number) ->
                        new Described(Optional.ofNullable(row.getString("name")), row.getLong("changed_at_version")))
                .optional();
    }

    /** Leaves the newest; a change that begins before them goes as a whole or stays as a whole. */
    void trim(UUID gatewayId, int kept) {
        jdbc.sql("delete from change_trail where gateway_id = :gateway and version < (select version from change_trail"
                        + " where gateway_id = :gateway order by version desc, position desc offset :last limit 1)")
                .param("gateway", gatewayId)
                .param("last", kept - 1)
                .update();
    }

    Page<RecordedChange> page(UUID gatewayId, PageRequest page) {
        UUID after = page.after().equals(Cursor.START) ? NEWEST : page.after().id();
        List<Row> rows = jdbc.sql("select " + COLUMNS + " from change_trail where gateway_id = :gateway"
                        + " and (version, position) < (:version, :position)"
                        + " order by version desc, position desc limit :limit")
                .param("gateway", gatewayId)
                .param("version", after.getMostSignificantBits())
                .param("position", after.getLeastSignificantBits())
                .param("limit", page.limit())
                .query(ChangeRepository::row)
                .list();
        return page.page(rows, Row::change, Row::cursor);
    }

    boolean has(UUID gatewayId, long version) {
        return jdbc.sql("select exists (select from change_trail where gateway_id = :gateway and version = :version)")
                .param("gateway", gatewayId)
                .param("version", version)
                .query(Boolean.class)
                .single();
    }

    /** The entries of one version, in the order in which they were written. */
    Page<DescribedChange> described(UUID gatewayId, long version, PageRequest page) {
        long after = page.after().equals(Cursor.START) ? -1 : page.after().id().getLeastSignificantBits();
        List<DescribedRow> rows = jdbc.sql("select " + COLUMNS + ", " + VALUES + " from change_trail"
                        + " where gateway_id = :gateway and version = :version and position > :position"
                        + " order by position limit :limit")
                .param("gateway", gatewayId)
                .param("version", version)
                .param("position", after)
                .param("limit", page.limit())
                .query(this::describedRow)
                .list();
        Map<UUID, String> names =
                names(gatewayId, ReferredNames.ids(rows.stream().map(DescribedRow::change)));
        return page.page(
                rows,
                row -> ReferredNames.put(row.change(), names),
                row -> row.row().cursor());
    }

    private Map<UUID, String> names(UUID gatewayId, Set<UUID> ids) {
        Map<UUID, String> names = new HashMap<>();
        jdbc.sql("select id, name from entity where gateway_id = :gateway and name is not null"
                        + " and id = any(cast(:ids as uuid[]))")
                .param("gateway", gatewayId)
                .param("ids", ids.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}")))
                .query((RowCallbackHandler) row -> names.put(row.getObject("id", UUID.class), row.getString("name")));
        return names;
    }

    private DescribedRow describedRow(ResultSet result, int number) throws SQLException {
        Row row = row(result, number);
        List<String> secrets = new ArrayList<>();
        Optional.ofNullable(result.getString("secrets_changed"))
                .ifPresent(text -> json.readTree(text).forEach(place -> secrets.add(place.stringValue())));
        return new DescribedRow(
                row,
                new DescribedChange(
                        row.change(),
                        Optional.ofNullable(result.getString("before")).map(json::readTree),
                        Optional.ofNullable(result.getString("after")).map(json::readTree),
                        secrets));
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        long version = row.getLong("version");
        Instant at = row.getObject("changed_at", OffsetDateTime.class).toInstant();
        RecordedChange change = new RecordedChange(
                Gateway.versionText(version),
                at,
                row.getString("changed_by"),
                row.getString("action"),
                new RecordedChange.Entity(
                        row.getString("entity_type"),
                        row.getObject("entity_id", UUID.class),
                        Optional.ofNullable(row.getString("entity_name"))),
                Optional.ofNullable(row.getString("detail")));
        return new Row(change, new Cursor(at, new UUID(version, row.getInt("position"))));
    }

    /** The cursor has version and position where others have a row's id. */
    private record Row(RecordedChange change, Cursor cursor) {}

    /** The name of an entity, and the version of its last change. */
    record Described(Optional<String> name, long changedAtVersion) {}

    private record DescribedRow(Row row, DescribedChange change) {}

    /** One entity that a change is about; what is JSON is text. */
    record Entry(
            int position,
            String action,
            String type,
            UUID id,
            Optional<String> name,
            Optional<String> detail,
            Optional<String> before,
            Optional<String> after,
            String secretsChanged) {

        /** Of what is no change. */
        static Entry noted(String action, String type, UUID id, Optional<String> name, String detail) {
            return new Entry(0, action, type, id, name, Optional.of(detail), Optional.empty(), Optional.empty(), "[]");
        }
    }
}
