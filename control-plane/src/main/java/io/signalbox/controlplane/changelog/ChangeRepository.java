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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of the change log: newest first by version, and by position within one. */
@Repository
class ChangeRepository {

    private static final UUID NEWEST = new UUID(Long.MAX_VALUE, Integer.MAX_VALUE);
    private static final int BATCH_ROWS = 1_000;
    private static final int MAX_ADDED = 100; // at one version

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    ChangeRepository(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    void insert(UUID gatewayId, long version, Instant at, String by, List<Entry> entries) {
        batches.batchUpdate(
                "insert into change_trail values (?, ?, ?, ?, ?, ?, ?, ?, ?, null)",
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
                });
    }

    /**
     * Adds an entry at a version that exists already, unless the gateway has the same entry at a version from
     * {@code since} on. At most {@link #MAX_ADDED} at one version: reports of nodes must not fill the log.
     */
    void add(UUID gatewayId, long version, String by, Entry entry, String detail, long since) {
        jdbc.sql("insert into change_trail select :gateway, :version, next.position, now(), :by,"
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
                .param("detail", detail)
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
        List<Row> rows = jdbc.sql("select * from change_trail where gateway_id = :gateway"
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

    /** One entity that a change is about. */
    record Entry(int position, String action, String type, UUID id, Optional<String> name) {}
}
