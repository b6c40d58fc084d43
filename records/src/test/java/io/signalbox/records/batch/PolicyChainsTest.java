package io.signalbox.records.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.proto.config.v1.SchemaFormat;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireFailureMode;
import io.signalbox.proto.config.v1.WireKeySource;
import io.signalbox.proto.config.v1.WireRecordPart;
import io.signalbox.records.batch.LibraryBatches.Seen;
import io.signalbox.records.encryption.StaticKeys;
import io.signalbox.records.policy.BatchResult;
import io.signalbox.records.policy.Phase;
import io.signalbox.records.policy.PolicyObserver;
import io.signalbox.records.policy.RecordPolicies;
import io.signalbox.records.policy.TopicPolicies;
import io.signalbox.records.schema.Schemas;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.common.record.internal.CompressionType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random chains of policies on random batches: what is not theirs stays as it was, by the library's own reading. */
class PolicyChainsTest {

    private static final int ROUNDS = 150;
    private static final int LIMIT = 1 << 24;
    private static final UUID KEY = new UUID(0, 1);
    private static final StaticKeys KEYS = new StaticKeys(Map.of(KEY, new byte[StaticKeys.KEY_BYTES]));

    private final Random random = new Random(19);
    private final LibraryBatches batches = new LibraryBatches(random);

    @ParameterizedTest
    @EnumSource
    void anyChainKeepsOffsetsOrderTimesAndWhatIsKnownOfTheProducer(CompressionType codec) {
        int leftOut = 0;
        for (int round = 0; round < ROUNDS; round++) {
            ByteBuffer before = batches.any(codec);
            Phase phase = random.nextBoolean() ? Phase.PRODUCE : Phase.CONSUME;
            TopicPolicies chain = policies(
                    phase,
                    IntStream.range(0, 1 + random.nextInt(4))
                            .mapToObj(i -> any(phase))
                            .toList());

            ByteBuffer after = after(chain, before);

            assertThat(LibraryBatches.describe(after)).isEqualTo(LibraryBatches.describe(before));
            Iterator<Seen> all = LibraryBatches.read(before).iterator();
            List<Seen> kept = LibraryBatches.read(after);
            for (Seen seen : kept) {
                Seen original = all.next();
                while (original.offset() != seen.offset()) {
                    assertThat(phase).isEqualTo(Phase.CONSUME);
                    original = all.next();
                    leftOut++;
                }
                assertThat(List.of(seen.timestamp(), seen.key(), seen.value()))
                        .isEqualTo(List.of(original.timestamp(), original.key(), original.value()));
                assertThat(seen.headers().stream().filter(PolicyChainsTest::isNotTheirs))
                        .containsExactlyElementsOf(original.headers().stream()
                                .filter(PolicyChainsTest::isNotTheirs)
                                .toList());
            }
        }
        assertThat(leftOut).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void whateverIsEncryptedIsDecryptedToWhatItWas(CompressionType codec) {
        TopicPolicies encrypting = policies(Phase.PRODUCE, List.of(encrypt()));
        TopicPolicies decrypting = policies(Phase.CONSUME, List.of(decrypt()));
        for (int round = 0; round < ROUNDS; round++) {
            ByteBuffer before = batches.any(codec);

            ByteBuffer stored = after(encrypting, before);
            ByteBuffer read = after(decrypting, stored);

            assertThat(LibraryBatches.read(read)).isEqualTo(LibraryBatches.read(before));
            assertThat(LibraryBatches.describe(read)).isEqualTo(LibraryBatches.describe(before));
            Iterator<Seen> plain = LibraryBatches.read(before).iterator();
            for (Seen seen : LibraryBatches.read(stored)) {
                Seen original = plain.next();
                assertThat(seen.value().equals(original.value()))
                        .isEqualTo(original.value().equals("null"));
                assertThat(seen.key().equals(original.key()))
                        .isEqualTo(original.key().equals("null"));
            }
        }
    }

    private static boolean isNotTheirs(String header) {
        return !header.startsWith("h0=") && !header.startsWith("set=") && !header.startsWith("kong/");
    }

    private static ByteBuffer after(TopicPolicies policies, ByteBuffer batch) {
        BatchResult result = policies.apply(Batches.of(batch.duplicate()).get(0), 0, LIMIT, PolicyObserver.NONE);
        return result instanceof BatchResult.Changed changed ? changed.batch() : unchanged(result, batch);
    }

    private static ByteBuffer unchanged(BatchResult result, ByteBuffer batch) {
        assertThat(result).isEqualTo(BatchResult.UNCHANGED);
        return batch;
    }

    private static TopicPolicies policies(Phase phase, List<VirtualClusterPolicy> chain) {
        List<RecordPolicies.Declared> declared = new ArrayList<>();
        for (VirtualClusterPolicy policy : chain) {
            declared.add(new RecordPolicies.Declared(new UUID(1, declared.size()), policy));
        }
        return RecordPolicies.of(phase, declared, KEYS).on(Map.of(), "topic", Schemas.NONE);
    }

    private VirtualClusterPolicy any(Phase phase) {
        VirtualClusterPolicy.Builder policy =
                VirtualClusterPolicy.newBuilder().setCondition(random.nextBoolean() ? "" : "'h1' in record.headers");
        switch (random.nextInt(phase == Phase.CONSUME ? 4 : 3)) {
            case 0 ->
                policy.getModifyHeadersBuilder()
                        .addActionsBuilder()
                        .getSetBuilder()
                        .setKey("set")
                        .setValue("1");
            case 1 ->
                policy.getModifyHeadersBuilder()
                        .addActionsBuilder()
                        .getRemoveBuilder()
                        .setKey("h0");
            case 2 ->
                policy.getSchemaValidationBuilder()
                        .setFormat(SchemaFormat.SCHEMA_FORMAT_JSON)
                        .setFailureMode(WireFailureMode.FAILURE_MODE_MARK)
                        .setValidateValue(true);
            default -> policy.setCondition("'h2' in record.headers").getSkipRecordBuilder();
        }
        return policy.build();
    }

    private static VirtualClusterPolicy encrypt() {
        VirtualClusterPolicy.Builder policy = VirtualClusterPolicy.newBuilder();
        policy.getEncryptBuilder()
                .addParts(WireRecordPart.RECORD_PART_VALUE)
                .addParts(WireRecordPart.RECORD_PART_KEY)
                .getKeyBuilder()
                .setStaticKeyId(KEY.toString());
        return policy.build();
    }

    private static VirtualClusterPolicy decrypt() {
        VirtualClusterPolicy.Builder policy = VirtualClusterPolicy.newBuilder();
        policy.getDecryptBuilder()
                .addParts(WireRecordPart.RECORD_PART_VALUE)
                .addParts(WireRecordPart.RECORD_PART_KEY)
                .addKeySources(WireKeySource.KEY_SOURCE_STATIC);
        return policy.build();
    }
}
