package io.signalbox.dataplane.layer.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.Reply;
import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.records.encryption.StaticKeys;
import io.signalbox.records.policy.Phase;
import io.signalbox.records.policy.RecordPolicies;
import io.signalbox.records.policy.TopicPolicies;
import io.signalbox.records.schema.Schemas;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.FetchMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Policies on one connection, where records are few or many. */
class RecordsSessionTest {

    private static final short VERSION = 12; // of Produce and Fetch alike: topics have names
    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

    private final FakeRecordsClient client = new FakeRecordsClient();
    private final LayerSession session = new RecordsSession(client);

    @AfterEach
    void close() {
        client.shutDown();
    }

    @Test
    void fewRecordsAreWrittenAtOnceAndManyLaterAsTheSame() {
        client.policies = header(Phase.PRODUCE);
        for (Compression codec : List.of(Compression.NONE, Compression.zstd().build())) {
            ProduceRequestData few = produce(records(codec, 3));
            ProduceRequestData many = produce(records(codec, 20_000));

            Verdict atOnce = session.onRequest(seen(ApiKeys.PRODUCE, few));
            Verdict later = session.onRequest(seen(ApiKeys.PRODUCE, many));

            assertThat(atOnce).isEqualTo(new Verdict.Forward(true, Optional.empty()));
            assertThat(later).isInstanceOf(Verdict.Later.class);
            assertThat(settled(later)).isEqualTo(new Verdict.Forward(true, Optional.empty()));
        }
    }

    @Test
    void whatIsRefusedLaterIsAnsweredAsAtOnce() {
        client.policies = header(Phase.PRODUCE);
        MemoryRecords broken = records(Compression.NONE, 20_000);
        broken.buffer().put(broken.sizeInBytes() - 2, (byte) 'X');

        Verdict verdict = settled(session.onRequest(seen(ApiKeys.PRODUCE, produce(broken))));

        ProduceResponseData answer = (ProduceResponseData) ((Verdict.Answer) verdict).body();
        assertThat(answer.responses().iterator().next().partitionResponses())
                .singleElement()
                .satisfies(partition -> assertThat(partition.errorCode()).isEqualTo(Errors.CORRUPT_MESSAGE.code()));
        assertThat(client.told)
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("refused topic 0"));
    }

    @Test
    void aSmallBatchThatBecomesLargeIsNotDecompressedOnTheEventLoop() {
        client.policies = header(Phase.PRODUCE);
        MemoryRecords bomb =
                MemoryRecords.withRecords(Compression.zstd().build(), new SimpleRecord(new byte[4 * 1024 * 1024]));
        assertThat(bomb.sizeInBytes()).isLessThan(RecordWork.QUICK_BYTES / 8);

        Verdict verdict = session.onRequest(seen(ApiKeys.PRODUCE, produce(bomb)));

        assertThat(verdict).isInstanceOf(Verdict.Later.class);
        assertThat(settled(verdict)).isInstanceOf(Verdict.Forward.class);
    }

    @Test
    void recordsThatAreReadAreTheSameWhereverTheyAreChanged() {
        client.policies = header(Phase.CONSUME);
        for (Compression codec : List.of(Compression.NONE, Compression.zstd().build())) {
            Verdict.Forward asked = (Verdict.Forward) session.onRequest(seen(ApiKeys.FETCH, fetch()));

            Reply atOnce = reply(asked, fetched(records(codec, 3)));
            Reply later = reply(asked, fetched(records(codec, 20_000)));

            assertThat(atOnce).isInstanceOf(Reply.Ready.class);
            assertThat(later).isInstanceOf(Reply.Later.class);
            assertThat(values(atOnce)).isEqualTo(expected(3));
            assertThat(values(later)).isEqualTo(expected(20_000));
        }
    }

    private static List<String> expected(int records) {
        return IntStream.range(0, records).mapToObj(i -> "value-" + i + " h=1").toList();
    }

    @Test
    void aBatchThatCannotBeReadLaterHoldsTheClientUpThere() {
        client.policies = header(Phase.CONSUME);
        Verdict.Forward asked = (Verdict.Forward) session.onRequest(seen(ApiKeys.FETCH, fetch()));
        MemoryRecords broken = records(Compression.NONE, 20_000);
        broken.buffer().put(broken.sizeInBytes() - 2, (byte) 'X');

        FetchResponseData shown = body(reply(asked, fetched(broken)));

        assertThat(shown.responses().get(0).partitions().get(0).errorCode()).isEqualTo(Errors.INVALID_RECORD.code());
        assertThat(client.told)
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("stuck topic 0 0"));
    }

    @Test
    void requestsAboutTopicsWithoutPoliciesGoOnAsBytesUntilThereAreSome() {
        MemoryRecords records = records(Compression.NONE, 3);
        for (short version : new short[] {9, VERSION}) {
            client.policies = TopicPolicies.NONE;
            assertThat(session.letsPass(bytes(ApiKeys.PRODUCE, version, produce(records))))
                    .isTrue();
            RequestBytes opening = bytes(ApiKeys.FETCH, version, fetch().setSessionEpoch(0));
            assertThat(session.letsPass(opening)).isTrue();
            assertThat(sessionEpoch(opening))
                    .as("it opens none: what comes next names what it wants, and is judged")
                    .isEqualTo(FetchMetadata.FINAL_EPOCH);
            assertThat(session.letsPass(bytes(ApiKeys.FETCH, version, fetch().setSessionId(7))))
                    .as("it names what has changed alone")
                    .isFalse();

            client.policies = header(Phase.PRODUCE);
            assertThat(session.letsPass(bytes(ApiKeys.PRODUCE, version, produce(records))))
                    .isFalse();
            assertThat(session.letsPass(bytes(ApiKeys.FETCH, version, fetch()))).isFalse();
        }
    }

    @Test
    void policiesThatComeHoldAlsoForRequestsThatBeginAsTheOneBefore() {
        for (short version : new short[] {9, VERSION}) {
            for (int sizes = 1; sizes < 4; sizes++) {
                client.policies = TopicPolicies.NONE;
                assertThat(session.letsPass(bytes(ApiKeys.PRODUCE, version, produce(records(Compression.NONE, sizes)))))
                        .isTrue();
            }
            ProduceRequestData without = produce(records(Compression.NONE, 1));
            without.topicData().iterator().next().partitionData().get(0).setRecords(null);
            assertThat(session.letsPass(bytes(ApiKeys.PRODUCE, version, without)))
                    .isFalse();

            MemoryRecords records = records(Compression.NONE, 3);
            assertThat(session.letsPass(bytes(ApiKeys.PRODUCE, version, produce(records))))
                    .isTrue();
            client.policies = header(Phase.PRODUCE);
            assertThat(session.letsPass(bytes(ApiKeys.PRODUCE, version, produce(records))))
                    .isFalse();
        }
    }

    @Test
    void aPartitionWithoutRecordsIsLookedAtAlsoWhereThereAreNoPolicies() {
        ProduceRequestData request = produce(records(Compression.NONE, 1));
        request.topicData().iterator().next().partitionData().get(0).setRecords(null);

        assertThat(session.letsPass(bytes(ApiKeys.PRODUCE, VERSION, request))).isFalse();
    }

    private static int sessionEpoch(RequestBytes request) {
        SeenRequest seen = SeenRequest.read(request.in(), request.api(), request.version());
        return ((FetchRequestData) seen.body().orElseThrow()).sessionEpoch();
    }

    private static RequestBytes bytes(ApiKeys api, short version, ApiMessage body) {
        ByteBuf frame = FrameWriter.encode(
                new RequestHeaderData().setRequestApiKey(api.id).setRequestApiVersion(version),
                api.requestHeaderVersion(version),
                body,
                version,
                HEAP);
        return new RequestBytes(api, version, frame, 0, frame.readableBytes());
    }

    private static TopicPolicies header(Phase phase) {
        VirtualClusterPolicy.Builder policy = VirtualClusterPolicy.newBuilder();
        policy.getModifyHeadersBuilder()
                .addActionsBuilder()
                .getSetBuilder()
                .setKey("h")
                .setValue("1");
        return RecordPolicies.of(
                        phase, List.of(new RecordPolicies.Declared(new UUID(0, 1), policy.build())), StaticKeys.NONE)
                .on(Map.of(), "topic", Schemas.NONE);
    }

    private static MemoryRecords records(Compression codec, int count) {
        return MemoryRecords.withRecords(
                codec,
                IntStream.range(0, count)
                        .mapToObj(i -> new SimpleRecord(("value-" + i).getBytes(StandardCharsets.UTF_8)))
                        .toArray(SimpleRecord[]::new));
    }

    private static ProduceRequestData produce(MemoryRecords records) {
        ProduceRequestData request = new ProduceRequestData().setAcks((short) -1);
        request.topicData()
                .add(new TopicProduceData()
                        .setName("topic")
                        .setPartitionData(new ArrayList<>(List.of(new PartitionProduceData().setRecords(records)))));
        return request;
    }

    private static FetchRequestData fetch() {
        return new FetchRequestData()
                .setMaxBytes(1_000_000)
                .setTopics(List.of(new FetchTopic().setTopic("topic").setPartitions(List.of(new FetchPartition()))));
    }

    private static FetchResponseData fetched(MemoryRecords records) {
        return new FetchResponseData()
                .setResponses(List.of(new FetchableTopicResponse()
                        .setTopic("topic")
                        .setPartitions(List.of(new PartitionData().setRecords(records)))));
    }

    private static SeenRequest seen(ApiKeys api, ApiMessage body) {
        ByteBuf frame = FrameWriter.encode(
                new RequestHeaderData().setRequestApiKey(api.id).setRequestApiVersion(VERSION),
                api.requestHeaderVersion(VERSION),
                body,
                VERSION,
                HEAP);
        return SeenRequest.read(frame, api, VERSION);
    }

    private Reply reply(Verdict.Forward asked, FetchResponseData response) {
        ByteBuf frame = FrameWriter.encode(
                new ResponseHeaderData(), ApiKeys.FETCH.responseHeaderVersion(VERSION), response, VERSION, HEAP);
        return session.reply(
                new SeenResponse(ApiKeys.FETCH, VERSION, frame, 0, frame.readableBytes(), asked.memory()), HEAP);
    }

    private static Verdict settled(Verdict verdict) {
        return verdict instanceof Verdict.Later later
                ? later.verdict()
                        .toCompletableFuture()
                        .orTimeout(4, TimeUnit.MINUTES)
                        .join()
                : verdict;
    }

    private static FetchResponseData body(Reply reply) {
        ByteBuf frame = reply.match(
                Reply.Ready::frame,
                later -> later.frame()
                        .toCompletableFuture()
                        .orTimeout(4, TimeUnit.MINUTES)
                        .join());
        return (FetchResponseData) new SeenResponse(
                        ApiKeys.FETCH, VERSION, frame, frame.readerIndex(), frame.readableBytes(), Optional.empty())
                .read()
                .body();
    }

    private static List<String> values(Reply reply) {
        MemoryRecords records = (MemoryRecords)
                body(reply).responses().get(0).partitions().get(0).records();
        return StreamSupport.stream(records.records().spliterator(), false)
                .map(record -> StandardCharsets.UTF_8.decode(record.value()) + " "
                        + record.headers()[0].key() + "="
                        + new String(record.headers()[0].value(), StandardCharsets.UTF_8))
                .toList();
    }
}
