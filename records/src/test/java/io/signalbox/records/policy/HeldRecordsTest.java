package io.signalbox.records.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.records.batch.Batch;
import io.signalbox.records.batch.BatchRecord;
import io.signalbox.records.batch.Batches;
import io.signalbox.records.batch.RecordHeader;
import io.signalbox.records.encryption.KeptKeys;
import io.signalbox.records.encryption.RecordKeys;
import io.signalbox.records.policy.BatchResult.Changed;
import io.signalbox.records.policy.BatchResult.Unavailable;
import io.signalbox.records.schema.Schemas;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

/** Policies that need something which is not there yet, or not at present. */
class HeldRecordsTest {

    private static final int LIMIT = 1_000_000;
    private static final PolicyRef NAME = new PolicyRef(new UUID(0, 1), "look", "look", "");

    private final Map<String, CompletableFuture<Step.Result>> answers = new HashMap<>();
    private final List<String> observed = new ArrayList<>();
    private final PolicyObserver observer = new PolicyObserver() {
        @Override
        public void applied(PolicyRef policy, boolean succeeded, int records) {
            observed.add(records + (succeeded ? " done" : " failed"));
        }

        @Override
        public void took(PolicyRef policy, long nanos) {
            assertThat(nanos).isNotNegative();
        }

        @Override
        public void conditionFailed(PolicyRef policy, int records) {
            throw new AssertionError("there is no condition");
        }
    };

    /** Looks up what becomes of a record, by its value, and sets a header. */
    private final class Looks implements Step {
        @Override
        public Result apply(RecordInHand hand) {
            BatchRecord record = hand.record();
            String value = StandardCharsets.UTF_8
                    .decode(Objects.requireNonNull(record.value()).duplicate())
                    .toString();
            CompletableFuture<Result> answer = answers.computeIfAbsent(value, unseen -> new CompletableFuture<>());
            if (!answer.isDone()) {
                return new Step.Awaited(answer);
            }
            hand.become(record.withHeaders(
                    List.of(new RecordHeader(ByteBuffer.wrap(new byte[] {'h'}), ByteBuffer.wrap(new byte[] {'1'})))));
            return answer.join();
        }

        @Override
        public boolean canHide() {
            return true;
        }
    }

    @Test
    void whatARecordWaitsForIsAskedForAllOfABatchAtOnce() {
        BatchResult.Awaited awaited = (BatchResult.Awaited) apply(Phase.PRODUCE, "a", "b", "a");

        assertThat(answers).containsOnlyKeys("a", "b");
        arrive("a");
        assertThat(awaited.until().toCompletableFuture()).isNotDone();
        arrive("b");
        assertThat(awaited.until().toCompletableFuture()).isDone();
        assertThat(observed).isEmpty();
        assertThat(values(((Changed) apply(Phase.PRODUCE, "a", "b", "a")).batch()))
                .containsExactly("a 1", "b 1", "a 1");
        assertThat(observed).as("told once").containsExactly("3 done");
    }

    @Test
    void nothingIsSaidOfABatchThatIsWrittenWhileSomethingCannotBeHad() {
        answer("a", Step.Result.DONE);
        answer("b", new Step.Unavailable("the registry is away"));

        BatchResult result = apply(Phase.PRODUCE, "a", "b");

        assertThat(result).isEqualTo(new Unavailable(List.of(), NAME + ": the registry is away"));
        assertThat(observed).isEmpty();
    }

    @Test
    void whatStandsInFrontOfARecordThatCannotBeJudgedIsDelivered() {
        answer("a", Step.Result.DONE);
        answer("b", new Step.Unavailable("the registry is away"));

        Unavailable result = (Unavailable) apply(Phase.CONSUME, "a", "b", "a");

        assertThat(result.before())
                .singleElement()
                .satisfies(before -> assertThat(values(before)).containsExactly("a 1"));
    }

    @Test
    void theFirstRecordThatCannotBeJudgedLeavesNothing() {
        answer("b", new Step.Unavailable("the registry is away"));

        assertThat(((Unavailable) apply(Phase.CONSUME, "b", "b")).before()).isEmpty();
    }

    @Test
    void recordsInFrontOfThoseThatAreWantedHoldNobodyUp() {
        answer("a", Step.Result.DONE);
        answer("b", new Step.Unavailable("the registry is away"));

        BatchResult result = policies(Phase.CONSUME).apply(batch("b", "a"), 1, LIMIT, observer);

        assertThat(values(((Changed) result).batch())).containsExactly("a 1");
    }

    @Test
    void aBatchThatWouldBeTooMuchForTheMomentIsToldApartFromABrokenOne() {
        answer("x".repeat(2_000), Step.Result.DONE);
        Batch zstd = Batches.of(MemoryRecords.withRecords(
                                Compression.zstd().build(),
                                new SimpleRecord("x".repeat(2_000).getBytes(StandardCharsets.UTF_8)))
                        .buffer())
                .get(0);

        assertThat(policies(Phase.PRODUCE).applyWithin(zstd, 0, 1_000, observer))
                .isEmpty();
        assertThat(policies(Phase.PRODUCE).applyWithin(zstd, 0, LIMIT, observer))
                .isPresent();
        assertThat(policies(Phase.PRODUCE).apply(zstd, 0, 1_000, observer)).isInstanceOf(BatchResult.Refused.class);
    }

    private void arrive(String value) {
        Objects.requireNonNull(answers.get(value)).complete(Step.Result.DONE);
    }

    private void answer(String value, Step.Result result) {
        answers.put(value, CompletableFuture.completedFuture(result));
    }

    private BatchResult apply(Phase phase, String... values) {
        return policies(phase).apply(batch(values), 0, LIMIT, observer);
    }

    private TopicPolicies policies(Phase phase) {
        RecordPolicy policy = new RecordPolicy(NAME, Optional.empty(), new Looks(), List.of());
        return new TopicPolicies(phase, new KeptKeys(RecordKeys.NONE), Schemas.NONE, List.of(policy), Map.of());
    }

    private static Batch batch(String... values) {
        SimpleRecord[] records = List.of(values).stream()
                .map(value -> new SimpleRecord(value.getBytes(StandardCharsets.UTF_8)))
                .toArray(SimpleRecord[]::new);
        return Batches.of(MemoryRecords.withRecords(Compression.NONE, records).buffer())
                .get(0);
    }

    private static List<String> values(ByteBuffer batch) {
        return StreamSupport.stream(
                        MemoryRecords.readableRecords(batch).records().spliterator(), false)
                .map(record -> Utils.utf8(record.value()) + " " + Utils.utf8(record.headers()[0].value()))
                .toList();
    }
}
