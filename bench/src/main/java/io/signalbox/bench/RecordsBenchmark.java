package io.signalbox.bench;

import io.signalbox.proto.config.v1.FieldEncryption;
import io.signalbox.proto.config.v1.SchemaFormat;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireFailureMode;
import io.signalbox.proto.config.v1.WireKeySource;
import io.signalbox.proto.config.v1.WireRecordPart;
import io.signalbox.records.batch.Batch;
import io.signalbox.records.batch.Batches;
import io.signalbox.records.encryption.StaticKeys;
import io.signalbox.records.policy.BatchResult;
import io.signalbox.records.policy.Phase;
import io.signalbox.records.policy.PolicyObserver;
import io.signalbox.records.policy.RecordPolicies;
import io.signalbox.records.policy.TopicPolicies;
import io.signalbox.records.schema.RecordSchema;
import io.signalbox.records.schema.RegisteredSchema;
import io.signalbox.records.schema.SchemaType;
import io.signalbox.records.schema.Schemas;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What policies cost for a record: of 1 KiB, in a batch of 16, as the node applies them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecordsBenchmark {

    private static final int RECORDS = 16;
    private static final int RECORD_BYTES = 1_024;
    private static final int LIMIT = 64 * 1024 * 1024;
    private static final UUID KEY = new UUID(0, 1);
    private static final StaticKeys KEYS = new StaticKeys(Map.of(KEY, new byte[StaticKeys.KEY_BYTES]));

    /** None reads the records and changes none. */
    @Param({"none", "modify_headers", "encrypt", "decrypt", "avro", "encrypt_fields"})
    public String policy = "none";

    @Param({"none", "zstd"})
    public String codec = "none";

    private TopicPolicies policies = TopicPolicies.NONE;
    private Batch batch = batch(CompressionType.NONE, false);

    @Setup
    public void prepare() {
        batch = batch(CompressionType.forName(codec), policy.equals("avro"));
        if (policy.equals("decrypt")) {
            batch = Batches.of(((BatchResult.Changed) encrypt().apply(batch, 0, LIMIT, PolicyObserver.NONE)).batch())
                    .get(0);
        }
        policies = switch (policy) {
            case "modify_headers" -> modifyHeaders();
            case "encrypt" -> encrypt();
            case "decrypt" -> decrypt();
            case "avro" -> avro();
            case "encrypt_fields" -> encryptFields();
            default -> skipNone();
        };
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public BatchResult apply() {
        return policies.apply(batch, 0, LIMIT, PolicyObserver.NONE);
    }

    private static TopicPolicies skipNone() {
        VirtualClusterPolicy.Builder message = VirtualClusterPolicy.newBuilder().setCondition("'x' in record.headers");
        message.getSkipRecordBuilder();
        return policies(Phase.CONSUME, message);
    }

    private static TopicPolicies modifyHeaders() {
        VirtualClusterPolicy.Builder message = VirtualClusterPolicy.newBuilder();
        message.getModifyHeadersBuilder()
                .addActionsBuilder()
                .getSetBuilder()
                .setKey("team")
                .setValue("orders");
        return policies(Phase.PRODUCE, message);
    }

    private static TopicPolicies encrypt() {
        VirtualClusterPolicy.Builder message = VirtualClusterPolicy.newBuilder();
        message.getEncryptBuilder()
                .addParts(WireRecordPart.RECORD_PART_VALUE)
                .getKeyBuilder()
                .setStaticKeyId(KEY.toString());
        return policies(Phase.PRODUCE, message);
    }

    private static TopicPolicies decrypt() {
        VirtualClusterPolicy.Builder message = VirtualClusterPolicy.newBuilder();
        message.getDecryptBuilder()
                .addParts(WireRecordPart.RECORD_PART_VALUE)
                .addKeySources(WireKeySource.KEY_SOURCE_STATIC);
        return policies(Phase.CONSUME, message);
    }

    /** One field of sixteen. */
    private static TopicPolicies encryptFields() {
        VirtualClusterPolicy.Builder parent = VirtualClusterPolicy.newBuilder();
        parent.getSchemaValidationBuilder()
                .setFormat(SchemaFormat.SCHEMA_FORMAT_JSON)
                .setFailureMode(WireFailureMode.FAILURE_MODE_REJECT)
                .setValidateValue(true);
        VirtualClusterPolicy.Builder child =
                VirtualClusterPolicy.newBuilder().setParentPolicyId(new UUID(0, 2).toString());
        FieldEncryption.Builder field = child.getEncryptFieldsBuilder().addFieldsBuilder();
        field.getKeyBuilder().setStaticKeyId(KEY.toString());
        field.getPathsBuilder().addNames("end");
        return policies(Phase.PRODUCE, parent, child);
    }

    private static TopicPolicies avro() {
        VirtualClusterPolicy.Builder message = VirtualClusterPolicy.newBuilder();
        message.getSchemaValidationBuilder()
                .setFormat(SchemaFormat.SCHEMA_FORMAT_CONFLUENT_SCHEMA_REGISTRY)
                .setSchemaRegistryId(new UUID(0, 4).toString())
                .setFailureMode(WireFailureMode.FAILURE_MODE_REJECT)
                .setValidateValue(true);
        return policies(Phase.PRODUCE, message);
    }

    private static TopicPolicies policies(Phase phase, VirtualClusterPolicy.Builder... messages) {
        List<RecordPolicies.Declared> declared = new ArrayList<>();
        for (VirtualClusterPolicy.Builder message : messages) {
            declared.add(new RecordPolicies.Declared(new UUID(0, 2 + declared.size()), message.build()));
        }
        Schemas.Lookup orders =
                new Schemas.Ready(RecordSchema.of(new RegisteredSchema(SchemaType.AVRO, """
                {"type": "record", "name": "Order", "fields": [{"name": "id", "type": "long"},
                 {"name": "items", "type": {"type": "array", "items": {"type": "record", "name": "Item", "fields": [
                 {"name": "name", "type": "string"}, {"name": "pieces", "type": "int"},
                 {"name": "note", "type": ["null", "string"]}]}}}]}""", List.of(), Map.of())));
        return RecordPolicies.of(phase, declared, KEYS).on(Map.of(), "orders", (registry, id) -> orders);
    }

    /** JSON of which about half is the same in each, or as much in Avro: 32 items. */
    private static Batch batch(CompressionType codec, boolean avro) {
        Random random = new Random(1);
        ByteBuffer bytes = MemoryRecords.withRecords(
                        Compression.of(codec).build(),
                        IntStream.range(0, RECORDS)
                                .mapToObj(i -> new SimpleRecord(i, null, avro ? order(random) : value(random)))
                                .toArray(SimpleRecord[]::new))
                .buffer();
        return Batches.of(bytes).get(0);
    }

    private static byte[] order(Random random) {
        ByteBuffer value = ByteBuffer.allocate(2 * RECORD_BYTES);
        value.put((byte) 0).putInt(1); // the schema's id
        value.put((byte) 14).put((byte) 64);
        for (int item = 0; item < 32; item++) {
            value.put((byte) 24).put("order-item: ".getBytes(StandardCharsets.UTF_8));
            value.put((byte) random.nextInt(100));
            String note = Long.toHexString(random.nextLong() | Long.MIN_VALUE);
            value.put((byte) 2).put((byte) 32).put(note.getBytes(StandardCharsets.UTF_8));
        }
        value.put((byte) 0);
        byte[] bytes = new byte[value.position()];
        value.flip().get(bytes);
        return bytes;
    }

    private static byte[] value(Random random) {
        StringBuilder text = new StringBuilder("{");
        while (text.length() < RECORD_BYTES - 32) {
            text.append("\"order-item\": \"")
                    .append(Long.toHexString(random.nextLong()))
                    .append("\", ");
        }
        return text.append("\"end\": 0}").toString().getBytes(StandardCharsets.UTF_8);
    }
}
