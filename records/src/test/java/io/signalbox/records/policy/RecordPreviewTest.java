package io.signalbox.records.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.proto.config.v1.SchemaFormat;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireFailureMode;
import io.signalbox.proto.config.v1.WireSchemaValidation;
import io.signalbox.proto.config.v1.WireSkipRecord;
import io.signalbox.records.encryption.StaticKeys;
import io.signalbox.records.schema.Schemas;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

/** What is told of policies agrees with what becomes of a record. */
class RecordPreviewTest {

    private final RecordPolicies.Declared json = policy(
            1,
            0,
            "",
            message -> message.setSchemaValidation(WireSchemaValidation.newBuilder()
                    .setFormat(SchemaFormat.SCHEMA_FORMAT_JSON)
                    .setFailureMode(WireFailureMode.FAILURE_MODE_ERROR)));
    private final RecordPolicies.Declared debug =
            policy(2, 1, "record.value.content.level == 'debug'", RecordPreviewTest::header);
    private final RecordPolicies.Declared other =
            policy(3, 0, "context.topic.name == 'other'", RecordPreviewTest::header);
    private final RecordPolicies.Declared skip = policy(
            4, 0, "record.headers['h'] == '1'", message -> message.setSkipRecord(WireSkipRecord.getDefaultInstance()));
    private final RecordPolicies.Declared last = policy(5, 0, "", RecordPreviewTest::header);

    @Test
    void eachPolicyIsTold() {
        assertThat(told("{\"level\": \"debug\"}"))
                .isEqualTo("LEFT_OUT 1:PASSES 2:CHANGES 3:NOT_APPLIED 4:LEAVES_OUT 5:NOT_REACHED");
        assertThat(told("{\"level\": \"info\"}"))
                .isEqualTo("CHANGED 1:PASSES 2:NOT_APPLIED 3:NOT_APPLIED 4:NOT_APPLIED 5:CHANGES");
        assertThat(told("none")).isEqualTo("HELD_UP 1:FAILS 2:NOT_REACHED 3:NOT_REACHED 4:NOT_REACHED 5:NOT_REACHED");
    }

    @Test
    void whatNodesAloneKnowIsUnknown() {
        RecordPolicies.Declared avro = policy(
                1,
                0,
                "",
                message -> message.setSchemaValidation(WireSchemaValidation.newBuilder()
                        .setFormat(SchemaFormat.SCHEMA_FORMAT_CONFLUENT_SCHEMA_REGISTRY)
                        .setSchemaRegistryId(new UUID(0, 60).toString())));

        assertThat(told("\0\0\0\0\7", avro, last)).isEqualTo("UNKNOWN 1:UNKNOWN 5:NOT_REACHED");
    }

    private String told(String value) {
        return told(value, json, debug, other, skip, last);
    }

    private static String told(String value, RecordPolicies.Declared... policies) {
        RecordPreview preview = RecordPolicies.of(Phase.CONSUME, List.of(policies), StaticKeys.NONE)
                .preview(
                        Map.of(),
                        "orders",
                        Schemas.NONE,
                        new SimpleRecord(0, null, value.getBytes(StandardCharsets.UTF_8)));
        return preview.fate() + " "
                + preview.policies().stream()
                        .map(outcome -> outcome.policy().name() + ":" + outcome.act())
                        .collect(Collectors.joining(" "));
    }

    private static Object header(VirtualClusterPolicy.Builder message) {
        return message.getModifyHeadersBuilder()
                .addActionsBuilder()
                .getSetBuilder()
                .setKey("h")
                .setValue("1");
    }

    private interface Config {
        Object write(VirtualClusterPolicy.Builder message);
    }

    private static RecordPolicies.Declared policy(int id, int parent, String condition, Config config) {
        VirtualClusterPolicy.Builder message = VirtualClusterPolicy.newBuilder()
                .setName(Integer.toString(id))
                .setCondition(condition)
                .setPosition(id)
                .setEnabled(true)
                .setParentPolicyId(parent == 0 ? "" : new UUID(0, parent).toString());
        config.write(message);
        return new RecordPolicies.Declared(new UUID(0, id), message.build());
    }
}
