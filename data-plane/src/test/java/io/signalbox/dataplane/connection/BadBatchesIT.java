package io.signalbox.dataplane.connection;

import static io.signalbox.dataplane.connection.RelayNode.connect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.TestPorts;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.dataplane.tls.TlsEngine;
import io.signalbox.proto.config.v1.SchemaFormat;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireFailureMode;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.FetchMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Batches that nobody should send, through a node in little memory, under each failure mode: all are answered with what is wrong
 * with them, none goes on, all memory is given back, and a connection beside goes on all the while.
 */
class BadBatchesIT {

    private static final short PRODUCE = 8;
    private static final short FETCH = 11;
    private static final long MEMORY_BYTES = 64L * 1024 * 1024;
    private static final List<WireFailureMode> WRITING = List.of(
            WireFailureMode.FAILURE_MODE_REJECT,
            WireFailureMode.FAILURE_MODE_MARK,
            WireFailureMode.FAILURE_MODE_PASSTHROUGH);
    private static final List<WireFailureMode> READING = List.of(
            WireFailureMode.FAILURE_MODE_ERROR,
            WireFailureMode.FAILURE_MODE_SKIP,
            WireFailureMode.FAILURE_MODE_MARK,
            WireFailureMode.FAILURE_MODE_PASSTHROUGH);

    private final Memory memory = Memory.of(MEMORY_BYTES);
    private final AtomicInteger written = new AtomicInteger(); // requests that came to the broker
    private FakeBroker broker;
    private RelayNode node;
    private Socket client;
    private Socket neighbour;

    @BeforeEach
    void start() throws IOException {
        FakeBroker.Answer answer = FakeBroker.with(RelayNode.bytes(accepted(), PRODUCE));
        broker = new FakeBroker().on(ApiKeys.PRODUCE, (request, out) -> {
            written.incrementAndGet();
            answer.to(request, out);
        });
        broker.knows(Map.of(0, broker.address()));
        int port = TestPorts.free(2);
        Snapshots snapshots = new Snapshots()
                .backend(1, List.of(broker.address().toString()))
                .virtual(2, 1)
                .listener(3, Integer.toString(port))
                .policy(4, 3, 2, true);
        for (WireFailureMode mode : WRITING) {
            snapshots.producePolicy(10 + mode.getNumber(), 2, policy -> validates(policy, mode));
        }
        for (WireFailureMode mode : READING) {
            snapshots.consumePolicy(20 + mode.getNumber(), 2, policy -> validates(policy, mode));
        }
        node = new RelayNode(
                        new Limits(
                                Limits.Connections.atMost(10),
                                Limits.Times.standard(),
                                RelayNode.MAX_REQUEST_BYTES,
                                Limits.MAX_IN_FLIGHT,
                                OptionalLong.empty()),
                        TlsEngine.AUTO,
                        TrustedProxies.NONE,
                        memory)
                .apply(snapshots);
        assertThat(node.problemCodes()).isEmpty();
        client = connect(port);
        neighbour = connect(port);
        assertNeighbourGoesOn();
    }

    /** For the topic of that name. */
    private static void validates(VirtualClusterPolicy.Builder policy, WireFailureMode mode) {
        policy.setCondition("context.topic.name == '" + mode + "'")
                .getSchemaValidationBuilder()
                .setFormat(SchemaFormat.SCHEMA_FORMAT_JSON)
                .setFailureMode(mode)
                .setValidateValue(true);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        neighbour.close();
        node.close();
        broker.close();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsRefused(BadBatch bad) throws IOException {
        int before = written.get();
        for (WireFailureMode mode : WRITING) {
            PartitionProduceResponse answer = write(mode, bad.bytes());

            assertThat(Errors.forCode(answer.errorCode()))
                    .as(answer.errorMessage())
                    .isEqualTo(bad.error);
            assertThat(answer.errorMessage()).contains(bad.reason);
        }
        assertThat(written).as("what came to the broker").hasValue(before);
        assertNothingIsHeld();
        assertNeighbourGoesOn();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadHoldsItsReaderUp(BadBatch bad) throws IOException {
        for (WireFailureMode mode : READING) {
            var unused = read(mode, bad.bytes());
            PartitionData answer = read(mode, bad.bytes()); // clients do it again, and it becomes a problem

            assertThat(Errors.forCode(answer.errorCode())).isEqualTo(Errors.INVALID_RECORD);
            assertThat(answer.records().sizeInBytes()).isZero();
        }
        assertThat(node.problems.problems())
                .extracting(ConfigProblem::message)
                .anySatisfy(message ->
                        assertThat(message).contains(WireFailureMode.FAILURE_MODE_SKIP.toString(), bad.reason));
        assertNothingIsHeld();
        assertNeighbourGoesOn();
    }

    /** A producer cannot mean it, and brokers do it to each response that is full. */
    @Test
    void aBatchThatIsCutIsRefusedAndNotDelivered() throws IOException {
        for (WireFailureMode mode : WRITING) {
            assertThat(write(mode, BadBatch.cut()).errorMessage()).contains("there has to be one batch");
        }
        for (WireFailureMode mode : READING) {
            PartitionData answer = read(mode, RelayNode.joined(BadBatch.good(), BadBatch.cut()));

            assertThat(answer.errorCode()).isZero();
            assertThat(answer.records().sizeInBytes()).isEqualTo(BadBatch.good().length);
        }
        assertNeighbourGoesOn();
    }

    @Test
    void tenThousandHeadersPass() throws IOException {
        byte[] bytes = BadBatch.withManyHeaders();
        for (WireFailureMode mode : WRITING) {
            assertThat(write(mode, bytes).errorCode()).isZero();
        }
        for (WireFailureMode mode : READING) {
            assertThat(read(mode, bytes).records().sizeInBytes()).isEqualTo(bytes.length);
        }
        assertNothingIsHeld();
    }

    /** More than there is for all connections: it is one at a time, or, where the heap is small, too much. */
    @Test
    void aHundredMebibytesPassOrAreTooMuchAndHarmNobody() throws IOException {
        byte[] bytes = BadBatch.huge();
        PartitionProduceResponse answer = write(WireFailureMode.FAILURE_MODE_REJECT, bytes);
        if (answer.errorCode() != 0) {
            assertThat(answer.errorMessage()).contains("its records need more than");
        }

        PartitionData read = read(WireFailureMode.FAILURE_MODE_ERROR, bytes);
        assertThat(read.errorCode()).isEqualTo(answer.errorCode());

        assertNothingIsHeld();
        assertNeighbourGoesOn();
    }

    private void assertNothingIsHeld() {
        await().atMost(Patience.LIMIT).until(() -> memory.held() == 0);
    }

    private void assertNeighbourGoesOn() throws IOException {
        assertThat(write(neighbour, "another", BadBatch.good()).errorCode()).isZero();
    }

    private PartitionProduceResponse write(WireFailureMode mode, byte[] batch) throws IOException {
        return write(client, mode.toString(), batch);
    }

    private static PartitionProduceResponse write(Socket socket, String topic, byte[] batch) throws IOException {
        ProduceRequestData body = new ProduceRequestData().setAcks((short) -1).setTimeoutMs(30_000);
        body.topicData()
                .add(new TopicProduceData()
                        .setName(topic)
                        .setPartitionData(List.of(new PartitionProduceData()
                                .setRecords(MemoryRecords.readableRecords(ByteBuffer.wrap(batch))))));
        ProduceResponseData answer = new ProduceResponseData();
        ask(socket, ApiKeys.PRODUCE, PRODUCE, body, answer);
        return answer.responses().iterator().next().partitionResponses().get(0);
    }

    private PartitionData read(WireFailureMode mode, byte[] batches) throws IOException {
        String topic = mode.toString();
        FetchResponseData given = new FetchResponseData()
                .setResponses(List.of(new FetchableTopicResponse()
                        .setTopic(topic)
                        .setPartitions(List.of(new PartitionData()
                                .setRecords(MemoryRecords.readableRecords(ByteBuffer.wrap(batches)))))));
        broker.on(ApiKeys.FETCH, FakeBroker.with(RelayNode.bytes(given, FETCH)));
        FetchRequestData body = new FetchRequestData()
                .setMaxBytes(1_000_000)
                .setSessionEpoch(FetchMetadata.FINAL_EPOCH)
                .setTopics(List.of(new FetchTopic().setTopic(topic).setPartitions(List.of(new FetchPartition()))));
        FetchResponseData answer = new FetchResponseData();
        ask(client, ApiKeys.FETCH, FETCH, body, answer);
        return answer.responses().get(0).partitions().get(0);
    }

    private static void ask(Socket socket, ApiKeys api, short version, Message body, ApiMessage answer)
            throws IOException {
        byte[] frame = RelayNode.send(socket, RelayNode.request(api, version, 7, RelayNode.bytes(body, version)));
        answer.read(new ByteBufferAccessor(ByteBuffer.wrap(frame).position(Integer.BYTES)), version);
    }

    private static ProduceResponseData accepted() {
        ProduceResponseData body = new ProduceResponseData();
        body.responses()
                .add(new TopicProduceResponse()
                        .setName("topic")
                        .setPartitionResponses(List.of(new PartitionProduceResponse())));
        return body;
    }
}
