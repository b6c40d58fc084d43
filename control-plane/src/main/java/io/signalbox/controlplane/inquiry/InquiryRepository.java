package io.signalbox.controlplane.inquiry;

import com.google.protobuf.InvalidProtocolBufferException;
import io.signalbox.proto.config.v1.Findings;
import io.signalbox.proto.config.v1.Inquiry;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Questions for nodes of other replicas, and their answers; a notification says that there is one. */
@Repository
class InquiryRepository {

    private static final int ASKED_SECONDS = 5; // whoever comes later is not waited for any more

    private final JdbcClient jdbc;

    InquiryRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void ask(UUID replica, UUID gatewayId, Inquiry inquiry) {
        jdbc.sql("with asked as (insert into node_inquiry values (:id, :gateway, :replica, now(), :inquiry))"
                        + " select pg_notify(:channel, cast(:gateway as text))")
                .param("id", UUID.fromString(inquiry.getId()))
                .param("gateway", gatewayId)
                .param("replica", replica)
                .param("inquiry", inquiry.toByteArray())
                .param("channel", InquiryService.CHANNEL)
                .query((row, number) -> true)
                .list();
    }

    /** What other replicas ask the nodes of this one, and was not answered by any of them yet. */
    List<Inquiry> asked(UUID replica, UUID gatewayId) {
        return jdbc.sql("select inquiry from node_inquiry where gateway_id = :gateway and replica_id <> :replica"
                        + " and asked_at > now() - make_interval(secs => :seconds)")
                .param("gateway", gatewayId)
                .param("replica", replica)
                .param("seconds", ASKED_SECONDS)
                .query((row, number) -> inquiry(row.getBytes("inquiry")))
                .list();
    }

    /** Nothing when nobody waits for it any more. */
    void answer(UUID nodeId, Findings findings) {
        jdbc.sql("insert into node_findings select id, :node, :findings from node_inquiry where id = :inquiry"
                        + " on conflict do nothing")
                .param("inquiry", UUID.fromString(findings.getInquiryId()))
                .param("node", nodeId)
                .param("findings", findings.toByteArray())
                .update();
    }

    Map<UUID, Findings> answers(UUID inquiryId) {
        return jdbc
                .sql("select node_id, findings from node_findings where inquiry_id = :inquiry")
                .param("inquiry", inquiryId)
                .query((row, number) ->
                        Map.entry(row.getObject("node_id", UUID.class), findings(row.getBytes("findings"))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** With its answers, and whatever was left by a replica that died. */
    void forget(UUID inquiryId) {
        jdbc.sql("delete from node_inquiry where id = :inquiry or asked_at < now() - interval '1 minute'")
                .param("inquiry", inquiryId)
                .update();
    }

    private static Inquiry inquiry(byte[] bytes) throws SQLException {
        try {
            return Inquiry.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new SQLException("an inquiry is no message", e);
        }
    }

    private static Findings findings(byte[] bytes) throws SQLException {
        try {
            return Findings.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new SQLException("findings are no message", e);
        }
    }
}
