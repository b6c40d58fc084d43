package io.signalbox.bench;

import io.signalbox.proto.config.v1.VirtualClusterPolicy;
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
import io.signalbox.records.schema.Schemas;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
    @Param({"none", "modify_headers", "encrypt", "decrypt"})
    public String policy = "none";

    @Param({"none", "zstd"})
    public String codec = "none";

    private TopicPolicies policies = TopicPolicies.NONE;
    private Batch batch = batch(CompressionType.NONE);

    @Setup
    public void prepare() {
        batch = batch(CompressionType.forName(codec));
        if (policy.equals("decrypt")) {
            batch = Batches.of(((BatchResult.Changed) encrypt().apply(batch, 0, LIMIT, PolicyObserver.NONE)).batch())
                    .get(0);
        }
        policies = switch (policy) {
            case "modify_headers" -> modifyHeaders();
            case "encrypt" -> encrypt();
            case "decrypt" -> decrypt();
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

    private static TopicPolicies policies(Phase phase, VirtualClusterPolicy.Builder message) {
        return RecordPolicies.of(phase, List.of(new RecordPolicies.Declared(new UUID(0, 2), message.build())), KEYS)
                .on(Map.of(), "orders", Schemas.NONE);
    }

    /** JSON of which about half is the same in each. */
    private static Batch batch(CompressionType codec) {
        Random random = new Random(1);
        ByteBuffer bytes = MemoryRecords.withRecords(
                        Compression.of(codec).build(),
                        IntStream.range(0, RECORDS)
                                .mapToObj(i -> new SimpleRecord(i, null, value(random)))
                                .toArray(SimpleRecord[]::new))
                .buffer();
        return Batches.of(bytes).get(0);
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
