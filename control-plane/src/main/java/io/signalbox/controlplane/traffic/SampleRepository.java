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
                    row.setBytes(6, sample.counted().toByteArray());
                    row.setObject(7, sample.gatewayId());
                });
    }

    /** What other replicas wrote in the last seconds. */
    List<Sample> others(UUID replica, int seconds) {
        return jdbc.sql("select gateway_id, node_id, instance_id, taken_at, sample from node_sample"
                        + " where replica_id <> :replica and written_at > now() - make_interval(secs => :seconds)")
                .param("replica", replica)
                .param("seconds", seconds)
                .query(SampleRepository::sample)
                .list();
    }

    void deleteOlderThan(int seconds) {
        jdbc.sql("delete from node_sample where written_at < now() - make_interval(secs => :seconds)")
                .param("seconds", seconds)
                .update();
    }

    private static Sample sample(ResultSet row, int number) throws SQLException {
        try {
            return new Sample(
                    row.getObject("gateway_id", UUID.class),
                    row.getObject("node_id", UUID.class),
                    row.getObject("instance_id", UUID.class),
                    row.getObject("taken_at", OffsetDateTime.class).toInstant(),
                    Traffic.parseFrom(row.getBytes("sample")));
        } catch (InvalidProtocolBufferException e) {
            throw new SQLException("a sample is no message", e);
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
