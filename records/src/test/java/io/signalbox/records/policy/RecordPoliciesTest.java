package io.signalbox.records.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.proto.config.v1.FieldEncryption;
import io.signalbox.proto.config.v1.SchemaFormat;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireEncryptionKey;
import io.signalbox.proto.config.v1.WireFailureMode;
import io.signalbox.proto.config.v1.WireKeySource;
import io.signalbox.proto.config.v1.WireNames;
import io.signalbox.proto.config.v1.WireRecordPart;
import io.signalbox.proto.config.v1.WireSchemaValidation;
import io.signalbox.proto.config.v1.WireSkipRecord;
import io.signalbox.records.batch.Batch;
import io.signalbox.records.batch.Batches;
import io.signalbox.records.encryption.StaticKeys;
import io.signalbox.records.policy.BatchResult.Changed;
import io.signalbox.records.policy.BatchResult.Ended;
import io.signalbox.records.policy.BatchResult.RecordProblem;
import io.signalbox.records.policy.BatchResult.Refused;
import io.signalbox.records.schema.Schemas;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordPoliciesTest {

    private static final int LIMIT = 1 << 20;
    private static final long BASE = 500;
    private static final StaticKeys KEYS = new StaticKeys(Map.of(id("k1"), key(1), id("k2"), key(2)));
    private static final Map<String, Object> ALICE =
            Map.of("context", Map.of("auth", Map.of("type", "sasl_plain", "principal", Map.of("name", "alice"))));

    private final List<String> observed = new ArrayList<>();
    private final Set<String> failureModes = new HashSet<>(); // of those that were observed
    private final PolicyObserver observer = new PolicyObserver() {
        @Override
        public void applied(PolicyRef policy, boolean succeeded, int records) {
            IntStream.range(0, records).forEach(i -> observed.add(policy.name() + (succeeded ? "" : " failed")));
            failureModes.add(policy.failureMode());
        }

        @Override
        public void took(PolicyRef policy, long nanos) {
            assertThat(nanos).isNotNegative();
        }

        @Override
        public void conditionFailed(PolicyRef policy, int records) {
            IntStream.range(0, records).forEach(i -> observed.add(policy.name() + " has a condition that failed"));
        }
    };

    @Test
    void aHeaderIsSetBehindTheOthersInPlaceOfAllWithItsKey() {
        assertThat(consumed(
                        batch(CompressionType.NONE, record("v", "a=1", "b=2", "a=3", "c=4", "c=5")),
                        policy("set", "", p -> set(p, "a", "new"))))
                .containsExactly("500 v b=2 c=4 c=5 a=new");
    }

    @Test
    void aHeaderThatIsRemovedIsNotThereHoweverOftenItWas() {
        assertThat(consumed(
                        batch(CompressionType.NONE, record("v", "a=1", "b=2", "a=3")),
                        policy(
                                "remove",
                                "",
                                p -> p.getModifyHeadersBuilder()
                                        .addActionsBuilder()
                                        .getRemoveBuilder()
                                        .setKey("a"))))
                .containsExactly("500 v b=2");
    }

    @ParameterizedTest
    @EnumSource
    void aBatchThatNoPolicyChangesStaysAsItIs(CompressionType codec) {
        BatchResult result = apply(
                Phase.CONSUME,
                batch(codec, record("v", "a=new")),
                0,
                policy("set", "", p -> set(p, "a", "new")),
                policy("skip", "record.headers['a'] == 'old'", RecordPoliciesTest::skip));

        assertThat(result).isEqualTo(BatchResult.UNCHANGED);
    }

    @ParameterizedTest
    @EnumSource
    void recordsAreLeftOutWhoseConditionHolds(CompressionType codec) {
        assertThat(consumed(
                        batch(codec, record("1", "x=1"), record("2"), record("3", "x=1"), record("4", "x=2")),
                        policy("skip", "record.headers['x'] == '1'", RecordPoliciesTest::skip)))
                .containsExactly("501 2", "503 4 x=2");
        assertThat(observed)
                .as("of one without such a header nothing can be told")
                .contains("skip has a condition that failed");
    }

    @Test
    void whoReadsABatchOfWhichAllIsLeftOutGoesOnBehindIt() {
        BatchResult result = apply(
                Phase.CONSUME,
                batch(CompressionType.LZ4, record("1"), record("2")),
                0,
                policy("skip", "", RecordPoliciesTest::skip));

        var batches = MemoryRecords.readableRecords(((Changed) result).batch()).batches();
        assertThat(batches).singleElement().satisfies(empty -> {
            assertThat(empty.countOrNull()).isZero();
            assertThat(empty.nextOffset()).isEqualTo(BASE + 2);
        });
    }

    /** A client that is given nothing but what it has goes on by one, and asks for all of the batch again. */
    @ParameterizedTest
    @CsvSource({"0, '500 1,501 2,503 4'", "501, '501 2,503 4'", "502, '503 4'", "504, ''", "505, ''"})
    void ofABatchThatIsChangedNothingComesThatIsNotWanted(long wanted, String expected) {
        Batch batch = batch(
                CompressionType.ZSTD,
                record("1"),
                record("2"),
                record("3", "x=1"),
                record("4"),
                record("5", "x=1"),
                record("6", "x=1"));

        Changed changed = (Changed)
                apply(Phase.CONSUME, batch, wanted, policy("skip", "'x' in record.headers", RecordPoliciesTest::skip));

        assertThat(String.join(",", texts(changed.batch()))).isEqualTo(expected);
        assertThat(MemoryRecords.readableRecords(changed.batch()).batches())
                .singleElement()
                .satisfies(one -> assertThat(one.nextOffset()).isEqualTo(BASE + 6));
        assertThat(apply(
                        Phase.CONSUME,
                        batch,
                        wanted,
                        policy("skip", "'y' in record.headers", RecordPoliciesTest::skip)))
                .isEqualTo(BatchResult.UNCHANGED);
    }

    @Test
    void whoStandsInFrontOfARecordThatFailsIsGivenNothingThatItHas() {
        Batch batch = batch(CompressionType.NONE, record("1"), record("x"), record("3"));

        assertThat(apply(Phase.CONSUME, batch, BASE + 1, json(WireFailureMode.FAILURE_MODE_ERROR)))
                .isInstanceOfSatisfying(BatchResult.Ended.class, ended -> {
                    assertThat(ended.before()).isEmpty();
                    assertThat(ended.offset()).isEqualTo(BASE + 1);
                });
    }

    @Test
    void aSkippedRecordSeesNoLaterPolicy() {
        consumed(
                batch(CompressionType.NONE, record("1", "x=1")),
                policy("skip", "", RecordPoliciesTest::skip),
                policy("set", "", p -> set(p, "a", "b")));

        assertThat(observed).containsExactly("skip");
        assertThat(failureModes).as("it has none").containsExactly("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "context.topic.name == 'orders' | false",
                "context.topic.name == 'other' | true",
                "context.topic.name == 'other' && record.headers['x'] == '1' | true",
                "record.headers['x'] == '1' && context.topic.name == 'other' | true",
                "context.auth.principal.name == 'bob' | true",
                "'claims' in context.auth && record.headers['x'] == '1' | true",
                "record.headers['x'] == '1' | false"
            })
    void whereAConditionCannotHoldForATopicNoRecordIsLookedAt(String condition, boolean isEmpty) {
        TopicPolicies policies = RecordPolicies.of(
                        Phase.CONSUME, List.of(policy("skip", condition, RecordPoliciesTest::skip)), KEYS)
                .on(ALICE, "orders", Schemas.NONE);

        assertThat(policies.isEmpty()).isEqualTo(isEmpty);
    }

    @Test
    void marksOfTransactionsAreNeverLookedInto() {
        ByteBuffer marker = MemoryRecords.withEndTransactionMarker(
                        5L, (short) 1, new EndTransactionMarker(ControlRecordType.ABORT, 1))
                .buffer();

        assertThat(apply(Phase.CONSUME, only(marker), 0, policy("skip", "", RecordPoliciesTest::skip)))
                .isEqualTo(BatchResult.UNCHANGED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"level\": \"debug\"}", "[1, 2.5, null, true]", "\"text\"", "12345678901234567890", " 1 "})
    void jsonIsValid(String value) {
        assertThat(apply(
                        Phase.PRODUCE,
                        batch(CompressionType.NONE, record(value)),
                        0,
                        json(WireFailureMode.FAILURE_MODE_REJECT)))
                .isEqualTo(BatchResult.UNCHANGED);
        assertThat(observed).containsExactly("json");
        assertThat(failureModes).containsExactly("reject");
    }

    @Test
    void aTombstoneIsValid() {
        assertThat(apply(
                        Phase.PRODUCE,
                        batch(CompressionType.NONE, record(null)),
                        0,
                        json(WireFailureMode.FAILURE_MODE_REJECT)))
                .isEqualTo(BatchResult.UNCHANGED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | is empty",
                "{\"secret\": nope} | is not valid JSON at byte",
                "{} {} | has more than one JSON value",
                "{\"a\": | is not valid JSON"
            })
    void aBatchIsRefusedForItsRecordsThatAreNoJsonAndNothingOfThemIsTold(String value, String reason) {
        Refused refused = (Refused) apply(
                Phase.PRODUCE,
                batch(CompressionType.GZIP, record("{}"), record(value), record("1")),
                0,
                json(WireFailureMode.FAILURE_MODE_REJECT));

        assertThat(refused.records()).extracting(RecordProblem::index).containsExactly(1);
        assertThat(refused.reason())
                .startsWith("policy [json]: the value " + reason)
                .doesNotContain("nope");
        assertThat(refused.isCorrupt()).isFalse();
    }

    @Test
    void whatIsNestedTooDeepIsRefused() {
        Refused refused = (Refused) apply(
                Phase.PRODUCE,
                batch(CompressionType.NONE, record("[".repeat(1_000) + "]".repeat(1_000))),
                0,
                json(WireFailureMode.FAILURE_MODE_REJECT));

        assertThat(refused.reason()).contains("nested deeper than 200 levels");
    }

    @Test
    void aConsumerIsGivenWhatStandsInFrontOfARecordThatFails() {
        Ended ended = (Ended) apply(
                Phase.CONSUME,
                batch(CompressionType.ZSTD, record("1"), record("2"), record("x"), record("3")),
                0,
                json(WireFailureMode.FAILURE_MODE_ERROR));

        assertThat(ended.offset()).isEqualTo(BASE + 2);
        assertThat(texts(ended.before().get(0))).containsExactly("500 1", "501 2");
    }

    @Test
    void whereTheFirstRecordFailsNothingIsInFrontOfIt() {
        Ended ended = (Ended) apply(
                Phase.CONSUME,
                batch(CompressionType.ZSTD, record("x"), record("3")),
                0,
                json(WireFailureMode.FAILURE_MODE_ERROR));

        assertThat(ended.offset()).isEqualTo(BASE);
        assertThat(ended.before()).isEmpty();
    }

    @Test
    void aRecordThatFailsInFrontOfWhatIsWantedHoldsNobodyUp() {
        Changed changed = (Changed) apply(
                Phase.CONSUME,
                batch(CompressionType.NONE, record("x"), record("3")),
                BASE + 1,
                json(WireFailureMode.FAILURE_MODE_ERROR));

        assertThat(texts(changed.batch())).containsExactly("501 3");
    }

    @Test
    void aRecordIsMarkedWithThePolicyAndTheReason() {
        Changed changed = (Changed) apply(
                Phase.PRODUCE,
                batch(CompressionType.NONE, record("x"), record("3")),
                0,
                json(WireFailureMode.FAILURE_MODE_MARK));

        assertThat(texts(changed.batch())).hasSize(2).satisfies(records -> {
            assertThat(records.get(0))
                    .startsWith("500 x kong/policy-failure-" + id("json") + "=the value is not valid JSON");
            assertThat(records.get(1)).isEqualTo("501 3");
        });
    }

    @ParameterizedTest
    @CsvSource({"FAILURE_MODE_SKIP, 501 3", "FAILURE_MODE_PASSTHROUGH, unchanged"})
    void otherModesLeaveItOutOrAsItIs(WireFailureMode mode, String expected) {
        BatchResult result = apply(Phase.CONSUME, batch(CompressionType.NONE, record("x"), record("3")), 0, json(mode));

        assertThat(result.match(
                        () -> "unchanged",
                        changed -> String.join(" ", texts(changed.batch())),
                        refused -> "refused",
                        ended -> "ended",
                        unavailable -> "unavailable",
                        awaited -> "awaited"))
                .isEqualTo(expected);
    }

    @Test
    void whatIsNestedKnowsWhatWasParsed() {
        assertThat(produced(
                        batch(
                                CompressionType.NONE,
                                record("{\"level\": \"info\"}"),
                                record("{\"level\": \"debug\", \"n\": null}"),
                                record("{\"level\": \"trace\"}"),
                                record("no json")),
                        json(WireFailureMode.FAILURE_MODE_PASSTHROUGH),
                        child(
                                "mark",
                                "json",
                                "record.value.content[\"level\"] == \"debug\" || record.value.content[\"level\"] == \"trace\"",
                                p -> set(p, "x-internal", "true")),
                        child("valid", "json", "!record.value.validated", p -> set(p, "bad", "yes")),
                        child("null", "json", "record.value.content.n == null", p -> set(p, "null", "yes"))))
                .containsExactly(
                        "500 {\"level\": \"info\"}",
                        "501 {\"level\": \"debug\", \"n\": null} x-internal=true null=yes",
                        "502 {\"level\": \"trace\"} x-internal=true",
                        "503 no json bad=yes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "short", "long and longer and longer and longer and longer and longer and longer and longer"
            })
    void aValueThatIsEncryptedIsDecryptedToWhatItWas(String value) {
        Changed stored = (Changed) apply(
                Phase.PRODUCE,
                batch(CompressionType.ZSTD, record(value, "a=1"), record(null), record("next")),
                0,
                encrypt(WireRecordPart.RECORD_PART_VALUE));

        assertThat(texts(stored.batch())).noneMatch(text -> !value.isEmpty() && text.contains(value));
        assertThat(consumed(only(stored.batch()), decrypt(WireRecordPart.RECORD_PART_VALUE)))
                .containsExactly("500 " + value + " a=1", "501 null", "502 next");
    }

    @Test
    void theHeaderBeginsAsThatOfTheOriginal() {
        Changed stored = (Changed) apply(
                Phase.PRODUCE,
                batch(CompressionType.NONE, record("Hello World")),
                0,
                encrypt(WireRecordPart.RECORD_PART_VALUE));

        Record record = MemoryRecords.readableRecords(stored.batch())
                .records()
                .iterator()
                .next();
        assertThat(record.headers()).hasSize(1);
        assertThat(new String(record.headers()[0].value(), StandardCharsets.ISO_8859_1))
                .startsWith("\u0000\u0001\u0000-static://" + id("k1"));
    }

    @Test
    void whoSaysThatPlainTextIsEncryptedIsRefused() {
        Changed stored = (Changed) apply(
                Phase.PRODUCE, batch(CompressionType.NONE, record("x")), 0, encrypt(WireRecordPart.RECORD_PART_VALUE));
        Record encrypted = MemoryRecords.readableRecords(stored.batch())
                .records()
                .iterator()
                .next();
        SimpleRecord forged =
                new SimpleRecord(7, null, Utils.utf8("plain text, and so on and on"), encrypted.headers());
        SimpleRecord honest = new SimpleRecord(encrypted);

        assertThat(apply(
                        Phase.PRODUCE,
                        batch(CompressionType.NONE, forged),
                        0,
                        encrypt(WireRecordPart.RECORD_PART_VALUE)))
                .isInstanceOf(Refused.class);
        assertThat(apply(
                        Phase.PRODUCE,
                        batch(CompressionType.NONE, honest),
                        0,
                        encrypt(WireRecordPart.RECORD_PART_VALUE)))
                .as("encrypted twice it would not be read")
                .isEqualTo(BatchResult.UNCHANGED);
    }

    @Test
    void whatWasChangedOrHasAnUnknownKeyOrIsOfAnotherProductIsNotDecrypted() {
        Changed stored = (Changed) apply(
                Phase.PRODUCE, batch(CompressionType.NONE, record("x")), 0, encrypt(WireRecordPart.RECORD_PART_VALUE));
        Record record = MemoryRecords.readableRecords(stored.batch())
                .records()
                .iterator()
                .next();
        byte[] value = Utils.toArray(record.value());
        value[value.length - 1]++;
        SimpleRecord changed = new SimpleRecord(7, null, value, record.headers());
        byte[] header = record.headers()[0].value();
        byte[] other = header.clone();
        other[4 + "static://".length()] = (byte) (other[4 + "static://".length()] == '0' ? '1' : '0');
        SimpleRecord unknown = new SimpleRecord(
                7, null, Utils.toArray(record.value()), new Header[] {new RecordHeader("kong/enc", other)});
        SimpleRecord foreign = new SimpleRecord(7, null, value, new Header[] {
            new RecordHeader("kong/enc", java.util.Arrays.copyOf(header, 4 + 45))
        });

        assertThat(reason(changed)).contains("it was changed, or encrypted by another key");
        assertThat(reason(unknown)).contains("is not there");
        assertThat(reason(foreign)).contains("it was encrypted by another product");
    }

    private String reason(SimpleRecord record) {
        return ((Ended) apply(
                        Phase.CONSUME,
                        batch(CompressionType.NONE, record),
                        0,
                        decrypt(WireRecordPart.RECORD_PART_VALUE)))
                .reason();
    }

    @Test
    void fieldsAreEncryptedInTheirPlacesAndAllAroundThemStays() {
        String value =
                "{ \"personal\" : {\"ssn\":\"100-00-00001\", \"n\": 1.50 }, \"list\":[1, {\"x\": \"\\u00e9\\\"\"}], \"none\": null}";
        RecordPolicies.Declared json = json(WireFailureMode.FAILURE_MODE_REJECT);
        Changed stored = (Changed) apply(
                Phase.PRODUCE,
                batch(CompressionType.NONE, record(value), record("{}")),
                0,
                json,
                child(
                        "fields",
                        "json",
                        "",
                        p -> p.getEncryptFieldsBuilder()
                                .setFailureMode(WireFailureMode.FAILURE_MODE_REJECT)
                                .addFields(field("k1", "personal.ssn", "list[1].x", "none"))
                                .addFields(field("k2", "personal.n"))));

        List<String> texts = texts(stored.batch());
        assertThat(texts.get(0))
                .startsWith("500 { \"personal\" : {\"ssn\":\"")
                .contains("\"list\":[1, {\"x\": \"", "}], \"none\": null}")
                .doesNotContain("100-00", "1.50", "00e9");
        assertThat(texts.get(1)).isEqualTo("501 {}");
        Changed read = (Changed) apply(
                Phase.CONSUME,
                only(stored.batch()),
                0,
                json,
                child(
                        "fields",
                        "json",
                        "",
                        p -> p.getDecryptFieldsBuilder()
                                .addKeySources(WireKeySource.KEY_SOURCE_STATIC)
                                .setPaths(WireNames.newBuilder()
                                        .addAllNames(List.of("personal.ssn", "personal.n", "list[1].x", "none")))));
        assertThat(texts(read.batch()).get(0)).startsWith("500 " + value);
    }

    @Test
    void conditionsAndPoliciesThatFollowOneAnotherSeeTheValueAsItIsByThen() {
        String value = "{\"a\": {\"b\": [true, {\"c\": \"x\"}], \"d\": 2}, \"e\": \"y\", \"f.g\": [[\"z\"]]}";
        RecordPolicies.Declared json = json(WireFailureMode.FAILURE_MODE_REJECT);
        RecordPolicies.Declared first = child(
                "first",
                "json",
                "record.value.content.a.d == 2 && record.value.content.a.b[1].c == 'x'",
                p -> p.getEncryptFieldsBuilder().addFields(field("k1", "a.b[1]", "f.g[0][0]", "a.b[7]", "b", "a.d.e")));
        RecordPolicies.Declared second = child(
                "second",
                "json",
                "record.value.content.e == 'y'",
                p -> p.getEncryptFieldsBuilder().addFields(field("k2", "a.d", "e")));

        Changed stored =
                (Changed) apply(Phase.PRODUCE, batch(CompressionType.NONE, record(value)), 0, json, first, second);

        assertThat(texts(stored.batch()).get(0))
                .matches("500 \\{\"a\": \\{\"b\": \\[true, \"[^\"]+\"], \"d\": \"[^\"]+\"}, \"e\": \"[^\"]+\","
                        + " \"f.g\": \\[\\[\"[^\"]+\"]]} kong/enc=(?s:.*)")
                .doesNotContain("\"y\"", "\"x\"", "\"z\"");
        assertThat(texts(((Changed) apply(
                                Phase.CONSUME,
                                only(stored.batch()),
                                0,
                                json,
                                child(
                                        "open",
                                        "json",
                                        "",
                                        p -> p.getDecryptFieldsBuilder()
                                                .addKeySources(WireKeySource.KEY_SOURCE_STATIC)
                                                .setPaths(WireNames.newBuilder()
                                                        .addAllNames(List.of("a.b[1]", "a.d", "e", "f.g[0][0]"))))))
                        .batch()))
                .singleElement()
                .satisfies(text -> assertThat(text).startsWith("500 " + value));
    }

    private static FieldEncryption field(String key, String... paths) {
        return FieldEncryption.newBuilder()
                .setPaths(WireNames.newBuilder().addAllNames(List.of(paths)))
                .setKey(WireEncryptionKey.newBuilder().setStaticKeyId(id(key).toString()))
                .build();
    }

    private static RecordPolicies.Declared encrypt(WireRecordPart part) {
        return policy(
                "encrypt",
                "",
                p -> p.getEncryptBuilder()
                        .setFailureMode(WireFailureMode.FAILURE_MODE_ERROR)
                        .addParts(part)
                        .setKey(WireEncryptionKey.newBuilder().setStaticKeyId(id("k1").toString())));
    }

    private static RecordPolicies.Declared decrypt(WireRecordPart part) {
        return policy(
                "decrypt",
                "",
                p -> p.getDecryptBuilder()
                        .setFailureMode(WireFailureMode.FAILURE_MODE_ERROR)
                        .addParts(part)
                        .addKeySources(WireKeySource.KEY_SOURCE_STATIC));
    }

    @Test
    void aBatchWithAWrongChecksumIsNotLaundered() {
        ByteBuffer bytes =
                MemoryRecords.withRecords(Compression.NONE, record("value")).buffer();
        bytes.put(bytes.limit() - 2, (byte) 'X');

        Refused refused = (Refused) apply(Phase.PRODUCE, only(bytes), 0, policy("set", "", p -> set(p, "a", "b")));

        assertThat(refused.isCorrupt()).isTrue();
    }

    @Test
    void aPolicyThatThisReleaseDoesNotKnowIsRefusedByItsName() {
        assertThatThrownBy(() -> RecordPolicies.of(
                        Phase.PRODUCE,
                        List.of(policy("secret", "", VirtualClusterPolicy.Builder::getAclsBuilder)),
                        KEYS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the policy [secret]: this release does not know what it does to records");
    }

    @Test
    void whatIsDecompressedAfterItWasDecryptedNeedsMemoryToo() {
        SimpleRecord compressible = record("x".repeat(40_000));
        Batch stored = only(((Changed) apply(
                        Phase.PRODUCE,
                        batch(CompressionType.ZSTD, compressible, compressible, compressible),
                        0,
                        encrypt(WireRecordPart.RECORD_PART_VALUE)))
                .batch());
        TopicPolicies decrypting = RecordPolicies.of(
                        Phase.CONSUME, List.of(decrypt(WireRecordPart.RECORD_PART_VALUE)), KEYS)
                .on(ALICE, "orders", Schemas.NONE);

        assertThat(stored.bytes().remaining()).isLessThan(2_000);
        assertThat(decrypting.applyWithin(stored, 0, 100_000, observer)).isEmpty();
        assertThat(decrypting.applyWithin(stored, 0, 130_000, observer)).get().isInstanceOf(Changed.class);
    }

    private List<String> consumed(Batch batch, RecordPolicies.Declared... policies) {
        return texts(((Changed) apply(Phase.CONSUME, batch, 0, policies)).batch());
    }

    private List<String> produced(Batch batch, RecordPolicies.Declared... policies) {
        return texts(((Changed) apply(Phase.PRODUCE, batch, 0, policies)).batch());
    }

    private BatchResult apply(Phase phase, Batch batch, long firstOffset, RecordPolicies.Declared... policies) {
        observed.clear();
        return RecordPolicies.of(phase, List.of(policies), KEYS)
                .on(ALICE, "orders", Schemas.NONE)
                .apply(batch, firstOffset, LIMIT, observer);
    }

    private static List<String> texts(ByteBuffer batch) {
        List<String> texts = new ArrayList<>();
        for (Record record : MemoryRecords.readableRecords(batch).records()) {
            record.ensureValid();
            StringBuilder text = new StringBuilder(
                    record.offset() + " " + (record.hasValue() ? Utils.utf8(record.value()) : "null"));
            for (Header header : record.headers()) {
                text.append(' ').append(header.key()).append('=').append(Utils.utf8(header.value()));
            }
            texts.add(text.toString());
        }
        return texts;
    }

    private static Batch batch(CompressionType codec, SimpleRecord... records) {
        return only(MemoryRecords.withRecords(BASE, Compression.of(codec).build(), records)
                .buffer());
    }

    private static Batch only(ByteBuffer bytes) {
        return Batches.of(bytes).get(0);
    }

    private static SimpleRecord record(@Nullable String value, String... headers) {
        Header[] all = List.of(headers).stream()
                .map(header -> header.split("="))
                .map(parts -> new RecordHeader(parts[0], parts[1].getBytes(StandardCharsets.UTF_8)))
                .toArray(Header[]::new);
        return new SimpleRecord(7, null, value == null ? null : value.getBytes(StandardCharsets.UTF_8), all);
    }

    private interface Config {
        Object write(VirtualClusterPolicy.Builder policy);
    }

    private static int position;

    private static RecordPolicies.Declared policy(String name, String condition, Config config) {
        return child(name, "", condition, config);
    }

    private static RecordPolicies.Declared child(String name, String parent, String condition, Config config) {
        VirtualClusterPolicy.Builder message = VirtualClusterPolicy.newBuilder()
                .setName(name)
                .setCondition(condition)
                .setPosition(position++)
                .setEnabled(true)
                .setParentPolicyId(parent.isEmpty() ? "" : id(parent).toString());
        config.write(message);
        return new RecordPolicies.Declared(id(name), message.build());
    }

    private static byte[] key(int seed) {
        byte[] key = new byte[StaticKeys.KEY_BYTES];
        new Random(seed).nextBytes(key);
        return key;
    }

    private static UUID id(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private static Object set(VirtualClusterPolicy.Builder policy, String key, String value) {
        return policy.getModifyHeadersBuilder()
                .addActionsBuilder()
                .getSetBuilder()
                .setKey(key)
                .setValue(value);
    }

    private static Object skip(VirtualClusterPolicy.Builder policy) {
        return policy.setSkipRecord(WireSkipRecord.getDefaultInstance());
    }

    private static RecordPolicies.Declared json(WireFailureMode mode) {
        return policy(
                "json",
                "",
                policy -> policy.setSchemaValidation(WireSchemaValidation.newBuilder()
                        .setFormat(SchemaFormat.SCHEMA_FORMAT_JSON)
                        .setFailureMode(mode)));
    }
}
