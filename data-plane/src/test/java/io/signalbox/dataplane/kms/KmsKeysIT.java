package io.signalbox.dataplane.kms;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireKeySource;
import io.signalbox.proto.config.v1.WireRecordPart;
import io.signalbox.records.batch.Batch;
import io.signalbox.records.batch.Batches;
import io.signalbox.records.encryption.ManagedKeys;
import io.signalbox.records.encryption.StaticKeys;
import io.signalbox.records.policy.BatchResult;
import io.signalbox.records.policy.Phase;
import io.signalbox.records.policy.PolicyObserver;
import io.signalbox.records.policy.RecordPolicies;
import io.signalbox.records.policy.TopicPolicies;
import io.signalbox.records.schema.Schemas;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The SDK against a KMS that checks each signature. */
class KmsKeysIT {

    private static final int LIMIT = 1_000_000;
    private static final EntityRef CLUSTER = new EntityRef(EntityRef.Kind.VIRTUAL_CLUSTER, new UUID(0, 1), "shop");

    private final ScriptedKms kms = new ScriptedKms();
    private final ProblemBoard board = new ProblemBoard();
    private final AtomicLong now = new AtomicLong();
    private final KmsKeys keys = node(ScriptedKms.SECRET_KEY);

    KmsKeysIT() throws IOException {}

    @AfterEach
    void close() {
        keys.close();
        kms.close();
    }

    /** One that is asked at once. */
    private KmsKeys node(String secretKey) {
        return new KmsKeys(
                new AwsKms(
                        Optional.of(kms.endpoint()),
                        () -> StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(ScriptedKms.ACCESS_KEY, secretKey))),
                board,
                Runnable::run,
                now::get);
    }

    @Test
    void recordsAreEncryptedByADataKeyOfKmsAndDecryptedByAnotherNode() {
        Batch encrypted = changed(encrypt(keys), batch("secret"));
        KmsKeys other = node(ScriptedKms.SECRET_KEY);

        assertThat(values(encrypted)).doesNotContain("secret");
        assertThat(values(changed(decrypt(other), encrypted))).containsExactly("secret");
        assertThat(kms.calls).containsExactly("TrentService.GenerateDataKey", "TrentService.Decrypt");
        assertThat(board.problems()).isEmpty();
        other.close();
    }

    @Test
    void aDataKeyServesForAnHourAndThenAnotherDoes() {
        var unused = changed(encrypt(keys), batch("a"));
        Batch second = changed(encrypt(keys), batch("b"));
        assertThat(kms.calls).hasSize(1);

        now.addAndGet(KmsKeys.LIFE.toNanos());
        Batch third = changed(encrypt(keys), batch("c"));

        assertThat(kms.calls).hasSize(2);
        assertThat(values(changed(decrypt(keys), second))).containsExactly("b");
        assertThat(values(changed(decrypt(keys), third))).containsExactly("c");
    }

    @ParameterizedTest
    @CsvSource({"500, KMSInternalException", "400, ThrottlingException", "400, ExpiredTokenException"})
    void whatKmsCannotDoAtTheMomentIsTriedAgainAndMarksNothing(int status, String type) {
        kms.have(new ScriptedKms.Trouble(status, type));

        BatchResult result = settled(encrypt(keys), batch("a"));

        assertThat(result).isInstanceOf(BatchResult.Unavailable.class);
        assertThat(board.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(ConfigProblem.Severity.WARNING);
            assertThat(problem.message()).contains(ScriptedKms.ARN, type).doesNotContain(ScriptedKms.SECRET_KEY);
        });
        kms.have(ScriptedKms.Trouble.NONE);
        now.addAndGet(KmsKeys.FAILURE_LIFE.toNanos());
        assertThat(settled(encrypt(keys), batch("a"))).isInstanceOf(BatchResult.Changed.class);
        assertThat(board.problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"400, AccessDeniedException", "400, NotFoundException", "400, DisabledException"})
    void whatKmsRefusesIsAFailureOfThePolicy(int status, String type) {
        kms.have(new ScriptedKms.Trouble(status, type));

        BatchResult result = settled(encrypt(keys), batch("a"));

        assertThat(result)
                .isInstanceOfSatisfying(
                        BatchResult.Refused.class,
                        refused -> assertThat(refused.reason()).contains(ScriptedKms.ARN, type));
        assertThat(board.problems()).hasSize(1);
        assertThat(keys.onImage(RoutingImage.EMPTY)).isEmpty();
        assertThat(board.problems()).as("the policy may be gone").isEmpty();
    }

    @Test
    void credentialsThatAreWrongAreNoFaultOfTheRecords() {
        KmsKeys wrong = node("another secret");

        assertThat(settled(encrypt(wrong), batch("a"))).isInstanceOf(BatchResult.Unavailable.class);
        assertThat(board.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("InvalidSignatureException")
                        .doesNotContain("another secret"));
        wrong.close();
    }

    @Test
    void aPolicyWithoutKmsAmongItsSourcesDecryptsNothingOfIt() {
        Batch encrypted = changed(encrypt(keys), batch("secret"));

        BatchResult result = settled(decrypt(keys, WireKeySource.KEY_SOURCE_STATIC), encrypted);

        assertThat(result).isInstanceOf(BatchResult.Ended.class);
        assertThat(kms.calls).hasSize(1);
    }

    @Test
    void anArnWithoutARegionIsToldAndNobodyIsAsked() {
        ManagedKeys.Found asked = keys.of(CLUSTER).toEncrypt("arn:aws:kms");

        assertThat(asked).isInstanceOf(ManagedKeys.Asked.class);
        assertThat(keys.of(CLUSTER).toEncrypt("arn:aws:kms")).isInstanceOf(ManagedKeys.Refused.class);
        assertThat(kms.calls).isEmpty();
    }

    private static TopicPolicies encrypt(KmsKeys keys) {
        VirtualClusterPolicy.Builder policy = VirtualClusterPolicy.newBuilder();
        policy.getEncryptBuilder()
                .addParts(WireRecordPart.RECORD_PART_VALUE)
                .getKeyBuilder()
                .setAwsArn(ScriptedKms.ARN);
        return policies(Phase.PRODUCE, policy, keys);
    }

    private static TopicPolicies decrypt(KmsKeys keys) {
        return decrypt(keys, WireKeySource.KEY_SOURCE_AWS);
    }

    private static TopicPolicies decrypt(KmsKeys keys, WireKeySource source) {
        VirtualClusterPolicy.Builder policy = VirtualClusterPolicy.newBuilder();
        policy.getDecryptBuilder().addParts(WireRecordPart.RECORD_PART_VALUE).addKeySources(source);
        return policies(Phase.CONSUME, policy, keys);
    }

    private static TopicPolicies policies(Phase phase, VirtualClusterPolicy.Builder policy, KmsKeys keys) {
        return RecordPolicies.of(
                        phase, List.of(new RecordPolicies.Declared(new UUID(0, 2), policy.build())), StaticKeys.NONE)
                .on(Map.of(), "topic", Schemas.NONE, keys.of(CLUSTER));
    }

    private static Batch changed(TopicPolicies policies, Batch batch) {
        return only(((BatchResult.Changed) settled(policies, batch)).batch());
    }

    /** What is asked for is there at once. */
    private static BatchResult settled(TopicPolicies policies, Batch batch) {
        BatchResult result = policies.apply(batch, 0, LIMIT, PolicyObserver.NONE);
        return result instanceof BatchResult.Awaited awaited
                        && awaited.until().toCompletableFuture().isDone()
                ? policies.apply(batch, 0, LIMIT, PolicyObserver.NONE)
                : result;
    }

    private static Batch batch(String value) {
        return only(
                MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(value.getBytes(StandardCharsets.UTF_8)))
                        .buffer());
    }

    private static Batch only(ByteBuffer bytes) {
        return Batches.of(bytes).get(0);
    }

    private static List<String> values(Batch batch) {
        Record record = MemoryRecords.readableRecords(batch.bytes())
                .records()
                .iterator()
                .next();
        return List.of(StandardCharsets.UTF_8.decode(record.value()).toString());
    }
}
