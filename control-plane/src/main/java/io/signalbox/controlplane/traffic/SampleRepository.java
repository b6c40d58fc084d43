package io.signalbox.controlplane.traffic;

import com.google.protobuf.InvalidProtocolBufferException;
import io.signalbox.proto.config.v1.Traffic;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The newest sample of each node, for the other replicas of the control plane. */
@Repository
class SampleRepository {

    private static final int BATCH_ROWS = 100;

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    SampleRepository(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** Of a gateway that is gone, nothing. */
    void write(UUID replica, Collection<Sample> samples) {
        batches.batchUpdate(
                "insert into node_sample select ?, ?, ?, ?, ?, now(), ? where exists (select from event_gateway"
                        + " where id = ?) on conflict (gateway_id, node_id) do update set"
                        + " instance_id = excluded.instance_id, replica_id = excluded.replica_id,"
                        + " taken_at = excluded.taken_at, written_at = excluded.written_at, sample = excluded.sample",
                samples,
                BATCH_ROWS,
                (row, sample) -> {
                    row.setObject(1, sample.gatewayId());
                    row.setObject(2, sample.nodeId());
                    row.setObject(3, sample.instanceId());
                    row.setObject(4, replica);
                    row.setObject(5, at(sample.takenAt()));
                    row.setBytes(6, sample.bytes().toByteArray());
                    row.setObject(7, sample.gatewayId());
                });
    }

    /** What other replicas wrote in the last seconds, as far as that is news; the rest is not even read. */
    List<Counted> others(UUID replica, int seconds, News news) {
        return jdbc
                .sql("select gateway_id, node_id, instance_id, taken_at, sample from node_sample"
                        + " where replica_id <> :replica and written_at > now() - make_interval(secs => :seconds)")
                .param("replica", replica)
                .param("seconds", seconds)
                .query((row, number) -> counted(row, news))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** A sample, and what it says. */
    record Counted(Sample sample, Traffic counted) {}

    /** Tells what is not known yet. */
    interface News {
        boolean isNews(UUID gatewayId, UUID nodeId, Instant takenAt);
    }

    void deleteOlderThan(int seconds) {
        jdbc.sql("delete from node_sample where written_at < now() - make_interval(secs => :seconds)")
                .param("seconds", seconds)
                .update();
    }

    private static Optional<Counted> counted(ResultSet row, News news) throws SQLException {
        UUID gatewayId = row.getObject("gateway_id", UUID.class);
        UUID nodeId = row.getObject("node_id", UUID.class);
        Instant takenAt = row.getObject("taken_at", OffsetDateTime.class).toInstant();
        if (!news.isNews(gatewayId, nodeId, takenAt)) {
            return Optional.empty();
        }
        try {
            Traffic counted = Traffic.parseFrom(row.getBytes("sample"));
            UUID instanceId = row.getObject("instance_id", UUID.class);
            return Optional.of(new Counted(Sample.of(gatewayId, nodeId, instanceId, takenAt, counted), counted));
        } catch (InvalidProtocolBufferException e) {
            throw new SQLException("a sample is no message", e);
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
