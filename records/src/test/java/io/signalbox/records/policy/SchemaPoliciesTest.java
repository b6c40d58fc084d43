package io.signalbox.records.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.proto.config.v1.SchemaFormat;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireEncryptionKey;
import io.signalbox.proto.config.v1.WireFailureMode;
import io.signalbox.proto.config.v1.WireSchemaValidation;
import io.signalbox.records.batch.Batches;
import io.signalbox.records.encryption.StaticKeys;
import io.signalbox.records.policy.BatchResult.Changed;
import io.signalbox.records.schema.RecordSchema;
import io.signalbox.records.schema.RegisteredSchema;
import io.signalbox.records.schema.SchemaType;
import io.signalbox.records.schema.Schemas;
import io.signalbox.records.schema.Schemas.Awaited;
import io.signalbox.records.schema.Schemas.Lookup;
import io.signalbox.records.schema.Schemas.Ready;
import io.signalbox.records.schema.Schemas.Unavailable;
import io.signalbox.records.schema.Schemas.Useless;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Validation by the schemas of a registry. */
class SchemaPoliciesTest {

    private static final UUID REGISTRY = new UUID(0, 60);
    private static final UUID POLICY = new UUID(0, 1);
    private static final UUID CHILD = new UUID(0, 2);
    private static final UUID KEY = new UUID(0, 3);
    private static final StaticKeys KEYS = new StaticKeys(Map.of(KEY, new byte[StaticKeys.KEY_BYTES]));
    private static final RecordSchema LEVEL = RecordSchema.of(new RegisteredSchema(
            SchemaType.AVRO,
            "{\"type\": \"record\", \"name\": \"Log\", \"fields\": [{\"name\": \"level\", \"type\": \"string\"}]}",
            List.of(),
            Map.of("properties", Map.of("owner", "sre"))));
    private static final RecordSchema PERSON =
            RecordSchema.of(new RegisteredSchema(SchemaType.JSON, "{\"required\": [\"ssn\"]}", List.of(), Map.of()));

    private final Map<Integer, Lookup> known = new HashMap<>(Map.of(1, new Ready(LEVEL), 2, new Ready(PERSON)));
    private final List<String> counted = new ArrayList<>();
    private final PolicyObserver observer = new PolicyObserver() {
        @Override
        public void applied(PolicyRef policy, boolean succeeded, int records) {
            counted.add((succeeded ? "good " : "bad ") + records);
        }

        @Override
        public void took(PolicyRef policy, long nanos) {}

        @Override
        public void conditionFailed(PolicyRef policy, int records) {
            counted.add("condition " + records);
        }
    };

    @Test
    void whatIsValidGoesOnAsItIs() {
        assertThat(apply(Phase.PRODUCE, validation(value -> {}), info(), null)).isEqualTo("unchanged");
        assertThat(counted).containsExactly("good 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "00 00 00 00 01 08 | the value has a part that is longer than the value",
                "00 00 00 00 01 08 69 6e 66 6f 00 | the value has more bytes than its schema reads",
                "00 00 00 00 02 7b 7d | the value is not valid by its schema",
                "00 00 00 00 02 08 69 | the value is not valid JSON at byte 0",
                "01 00 00 00 01 | the value does not begin with the id of a schema",
                "7b 7d | the value does not begin with the id of a schema",
                "`` | the value does not begin with the id of a schema",
            })
    void whatIsNotValidIsRefusedWithTheReason(String hex, String reason) {
        assertThat(apply(Phase.PRODUCE, validation(value -> {}), bytes(hex)))
                .isEqualTo("refused: 0 policy [avro]: " + reason);
    }

    @Test
    void aSchemaThatIsOfNoUseIsAFailureByTheMode() {
        known.put(3, new Useless("its registry does not have"));

        assertThat(apply(Phase.PRODUCE, validation(value -> {}), bytes("00 00 00 00 03")))
                .isEqualTo("refused: 0 policy [avro]: the value has the schema 3, which its registry does not have");
        assertThat(apply(Phase.CONSUME, validation(WireFailureMode.FAILURE_MODE_SKIP), bytes("00 00 00 00 03"), info()))
                .isEqualTo("changed: 1");
        assertThat(apply(
                        Phase.CONSUME, validation(WireFailureMode.FAILURE_MODE_ERROR), info(), bytes("00 00 00 00 03")))
                .isEqualTo("ended at 1 with 1");
        assertThat(apply(Phase.PRODUCE, validation(WireFailureMode.FAILURE_MODE_MARK), bytes("00 00 00 00 03")))
                .isEqualTo("changed: 0 kong/policy-failure-" + POLICY
                        + "=the value has the schema 3, which its registry does not have");
        assertThat(apply(Phase.PRODUCE, validation(WireFailureMode.FAILURE_MODE_PASSTHROUGH), bytes("00 00 00 00 03")))
                .isEqualTo("unchanged");
    }

    /** Whatever the mode: a registry that is away says nothing of a record. */
    @ParameterizedTest
    @CsvSource({
        "PRODUCE, FAILURE_MODE_REJECT",
        "PRODUCE, FAILURE_MODE_MARK",
        "PRODUCE, FAILURE_MODE_PASSTHROUGH",
        "CONSUME, FAILURE_MODE_ERROR",
        "CONSUME, FAILURE_MODE_SKIP",
        "CONSUME, FAILURE_MODE_MARK",
        "CONSUME, FAILURE_MODE_PASSTHROUGH"
    })
    void aRegistryThatIsAwayMarksAndHidesNothing(Phase phase, WireFailureMode mode) {
        known.put(3, new Unavailable("it is away"));

        assertThat(apply(phase, validation(mode), bytes("00 00 00 00 03")))
                .isEqualTo("unavailable: policy [avro]: the schema 3 cannot be had from its registry: it is away");
        assertThat(counted).isEmpty();
    }

    @Test
    void whatIsFetchedIsWaitedForAndThenCountedOnce() {
        CompletableFuture<Void> third = new CompletableFuture<>();
        CompletableFuture<Void> fourth = new CompletableFuture<>();
        known.put(3, new Awaited(third));
        known.put(4, new Awaited(fourth));
        ByteBuffer[] values = {info(), bytes("00 00 00 00 03 02 69"), bytes("00 00 00 00 04 02 69")};

        assertThat(apply(Phase.PRODUCE, validation(value -> {}), values)).isEqualTo("awaited");
        assertThat(awaited).isNotDone();
        third.complete(null);
        assertThat(awaited).as("both are asked for at once").isNotDone();
        fourth.complete(null);
        assertThat(awaited).isCompletedWithValue(null);
        assertThat(counted).isEmpty();

        known.put(3, new Ready(LEVEL));
        known.put(4, new Ready(LEVEL));
        assertThat(apply(Phase.PRODUCE, validation(value -> {}), values)).isEqualTo("unchanged");
        assertThat(counted).containsExactly("good 3");
    }

    @Test
    void keysAreValidatedLikewise() {
        RecordPolicies.Declared keys =
                validation(message -> message.setValidateKey(true).setValidateValue(false));

        assertThat(apply(Phase.PRODUCE, keys, new SimpleRecord(7, info().array(), new byte[] {1})))
                .isEqualTo("unchanged");
        assertThat(apply(Phase.PRODUCE, keys, new SimpleRecord(7, new byte[] {1}, info().array())))
                .isEqualTo("refused: 0 policy [avro]: the key does not begin with the id of a schema");
        assertThat(apply(Phase.PRODUCE, keys, new SimpleRecord(7, null, info().array())))
                .isEqualTo("unchanged");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "record.value.validated | true",
                "record.value.content.level == 'info' | true",
                "record.value.content.level == 'debug' | false",
                "record.value.schema.id == 1 && record.value.schema.type == 'avro' | true",
                "record.value.schema.metadata.properties.owner == 'sre' | true",
                "record.key.schema.id == 1 | false",
            })
    void whatIsNestedKnowsContentAndSchema(String condition, boolean holds) {
        RecordPolicies.Declared header = child(
                condition,
                message -> message.getModifyHeadersBuilder()
                        .addActionsBuilder()
                        .getSetBuilder()
                        .setKey("seen")
                        .setValue("yes"));

        assertThat(apply(Phase.PRODUCE, List.of(validation(value -> {}), header), info()))
                .isEqualTo(holds ? "changed: 0 seen=yes" : "unchanged");
    }

    @Test
    void whatIsNestedUnderWhatIsNotValidKnowsThat() {
        RecordPolicies.Declared header = child(
                "!record.value.validated && !('content' in record.value)",
                message -> message.getModifyHeadersBuilder()
                        .addActionsBuilder()
                        .getSetBuilder()
                        .setKey("seen")
                        .setValue("yes"));

        assertThat(apply(
                        Phase.PRODUCE,
                        List.of(validation(WireFailureMode.FAILURE_MODE_PASSTHROUGH), header),
                        bytes("00 00 00 00 01 08")))
                .isEqualTo("changed: 0 seen=yes");
    }

    /** The id stays in front of what is encrypted, and what Avro writes has no fields that could be. */
    @Test
    void fieldsOfJsonAreEncryptedBehindTheId() {
        RecordPolicies.Declared encrypt = child(
                "",
                message -> message.getEncryptFieldsBuilder()
                        .setFailureMode(WireFailureMode.FAILURE_MODE_REJECT)
                        .addFieldsBuilder()
                        .setKey(WireEncryptionKey.newBuilder().setStaticKeyId(KEY.toString()))
                        .getPathsBuilder()
                        .addNames("ssn"));
        List<RecordPolicies.Declared> policies = List.of(validation(value -> {}), encrypt);
        byte[] json = "{\"ssn\":\"100\"}".getBytes(StandardCharsets.UTF_8);
        ByteBuffer person =
                ByteBuffer.allocate(5 + json.length).putInt(0, 0).putInt(1, 2).put(5, json);

        apply(Phase.PRODUCE, policies, person);

        assertThat(changedValue).hasSizeGreaterThan(5 + json.length).startsWith(0, 0, 0, 0, 2, '{');
        assertThat(new String(changedValue, StandardCharsets.UTF_8)).doesNotContain("100");
        assertThat(apply(Phase.PRODUCE, policies, info()))
                .startsWith("refused: 0 policy [child]: the fields cannot be found: the value is not valid JSON");
    }

    @Test
    void aValidationWithoutARegistryIsRefused() {
        assertThatThrownBy(() -> RecordPolicies.of(
                        Phase.PRODUCE, List.of(validation(message -> message.clearSchemaRegistryId())), KEYS))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private @Nullable CompletableFuture<?> awaited;
    private byte @Nullable [] changedValue;

    private String apply(Phase phase, RecordPolicies.Declared policy, @Nullable ByteBuffer... values) {
        return apply(phase, List.of(policy), values);
    }

    private static byte[] copy(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        return bytes;
    }

    private String apply(Phase phase, List<RecordPolicies.Declared> policies, @Nullable ByteBuffer... values) {
        SimpleRecord[] records = new SimpleRecord[values.length];
        for (int i = 0; i < values.length; i++) {
            ByteBuffer value = values[i];
            records[i] = new SimpleRecord(7, null, value == null ? null : copy(value));
        }
        return apply(phase, policies, records);
    }

    private String apply(Phase phase, RecordPolicies.Declared policy, SimpleRecord record) {
        return apply(phase, List.of(policy), record);
    }

    private String apply(Phase phase, List<RecordPolicies.Declared> policies, SimpleRecord... records) {
        Schemas schemas = (registry, id) -> {
            assertThat(registry).isEqualTo(REGISTRY);
            return known.getOrDefault(id, new Useless("is not in the test"));
        };
        counted.clear();
        BatchResult result = RecordPolicies.of(phase, policies, KEYS)
                .on(Map.of(), "orders", schemas)
                .apply(
                        Batches.of(MemoryRecords.withRecords(Compression.NONE, records)
                                        .buffer())
                                .get(0),
                        0,
                        1 << 20,
                        observer);
        return result.match(
                () -> "unchanged",
                changed -> "changed: " + text(changed),
                refused -> "refused: " + refused.records().get(0).index() + " "
                        + refused.records().get(0).reason(),
                ended ->
                        "ended at " + ended.offset() + " with " + ended.before().size(),
                unavailable -> "unavailable: " + unavailable.reason(),
                until -> {
                    awaited = until.until().toCompletableFuture();
                    return "awaited";
                });
    }

    private String text(Changed changed) {
        StringBuilder text = new StringBuilder();
        for (Record record : MemoryRecords.readableRecords(changed.batch()).records()) {
            text.append(record.offset());
            for (var header : record.headers()) {
                text.append(' ').append(header.key()).append('=').append(Utils.utf8(header.value()));
            }
            changedValue = Utils.toNullableArray(record.value());
        }
        return text.toString();
    }

    private static RecordPolicies.Declared validation(WireFailureMode mode) {
        return validation(message -> message.setFailureMode(mode));
    }

    private static RecordPolicies.Declared validation(Consumer<WireSchemaValidation.Builder> more) {
        WireSchemaValidation.Builder message = WireSchemaValidation.newBuilder()
                .setFormat(SchemaFormat.SCHEMA_FORMAT_CONFLUENT_SCHEMA_REGISTRY)
                .setSchemaRegistryId(REGISTRY.toString());
        more.accept(message);
        return new RecordPolicies.Declared(
                POLICY,
                VirtualClusterPolicy.newBuilder()
                        .setName("avro")
                        .setEnabled(true)
                        .setSchemaValidation(message)
                        .build());
    }

    private static RecordPolicies.Declared child(String condition, Consumer<VirtualClusterPolicy.Builder> config) {
        VirtualClusterPolicy.Builder message = VirtualClusterPolicy.newBuilder()
                .setName("child")
                .setEnabled(true)
                .setCondition(condition)
                .setPosition(1)
                .setParentPolicyId(POLICY.toString());
        config.accept(message);
        return new RecordPolicies.Declared(CHILD, message.build());
    }

    /** A log of level info, by the schema 1. */
    private static ByteBuffer info() {
        return bytes("00 00 00 00 01 08 69 6e 66 6f");
    }

    private static ByteBuffer bytes(String hex) {
        String[] all = hex.isEmpty() ? new String[0] : hex.split(" ");
        ByteBuffer bytes = ByteBuffer.allocate(all.length);
        for (String one : all) {
            bytes.put((byte) Integer.parseInt(one, 16));
        }
        return bytes.flip();
    }
}
