package io.signalbox.dataplane.connection;

import static io.signalbox.dataplane.connection.RelayNode.connect;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.TestPorts;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.dataplane.tls.TlsEngine;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Producers that write large batches slowly, all at once, to a broker that reads slowly, where a policy changes each: they wait
 * for one another, and what the node holds stays within its budget. So many as {@code -Dsignalbox.records.slow-producers} says.
 */
@Isolated
class SlowProducersIT {

    private static final int PRODUCERS = Integer.getInteger("signalbox.records.slow-producers", 12);
    private static final int BATCH_BYTES = 16 * 1024 * 1024;
    private static final int RECORD_BYTES = 8 * 1024;
    private static final int MAX_REQUEST_BYTES = BATCH_BYTES + 1024 * 1024;
    private static final int PIECE = 256 * 1024;
    private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();
    private static final long HEAP_BYTES = 160L * 1024 * 1024;
    private static final short VERSION = 8;

    /** Buffers of sockets on both sides, and what pools keep in pieces. */
    private static final long BUFFERS_OF_A_CONNECTION = 256 * 1024;

    private static final long BUFFERS = 64L * 1024 * 1024;

    private final Memory memory = Memory.of(HEAP_BYTES);
    private final AtomicLong mostDirect = new AtomicLong();
    private final AtomicLong mostHeld = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final byte[] request = produce();
    private FakeBroker broker;
    private RelayNode node;
    private int port;

    @BeforeEach
    void start() throws IOException {
        broker = new FakeBroker(new SlowSocket())
                .on(ApiKeys.PRODUCE, FakeBroker.with(RelayNode.bytes(written(), VERSION)));
        broker.knows(Map.of(0, broker.address()));
        port = TestPorts.free(2);
        Limits.Times times = Limits.Times.standard();
        Limits limits = new Limits(
                Limits.Connections.atMost(PRODUCERS + 10),
                times,
                MAX_REQUEST_BYTES,
                Limits.MAX_IN_FLIGHT,
                OptionalLong.empty());
        node = new RelayNode(limits, TlsEngine.AUTO, TrustedProxies.NONE, memory)
                .apply(new Snapshots()
                        .backend(1, List.of(broker.address().toString()))
                        .virtual(2, 1)
                        .producePolicy(
                                5,
                                2,
                                policy -> policy.getModifyHeadersBuilder()
                                        .addActionsBuilder()
                                        .getSetBuilder()
                                        .setKey("h")
                                        .setValue("1"))
                        .listener(3, Integer.toString(port))
                        .policy(4, 3, 2, true));
        assertThat(node.problemCodes()).isEmpty();
    }

    @AfterEach
    void close() throws IOException {
        threads.shutdownNow();
        node.close();
        broker.close();
    }

    @Test
    void theyStayWithinTheBudgetAndAllAreAnswered() throws Exception {
        long before = directBytes();
        List<Future<byte[]>> answers = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            answers.add(threads.submit(this::write));
        }
        Future<?> watching = threads.submit(this::watch);

        for (Future<byte[]> answer : answers) {
            assertThat(answer.get(10 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES))
                    .as("without the correlation id")
                    .endsWith(RelayNode.bytes(written(), VERSION));
        }
        watching.cancel(true);

        assertThat(mostHeld.get()).isBetween((long) BATCH_BYTES, HEAP_BYTES);
        assertThat(mostDirect.get() - before)
                .isLessThan(HEAP_BYTES / 2 + PRODUCERS * BUFFERS_OF_A_CONNECTION + BUFFERS);
    }

    /** Reads slowly, too, so that what is ready waits for the broker. */
    private static final class SlowSocket extends ServerSocket {

        SlowSocket() throws IOException {
            super(0, PRODUCERS, InetAddress.getLoopbackAddress());
        }

        @Override
        public Socket accept() throws IOException {
            Socket socket = new Socket() {
                @Override
                public InputStream getInputStream() throws IOException {
                    InputStream in = super.getInputStream();
                    return new FilterInputStream(in) {
                        @Override
                        public int read(byte[] into, int at, int length) throws IOException {
                            LockSupport.parkNanos(10 * PAUSE_NANOS);
                            return super.read(into, at, Math.min(length, PIECE));
                        }
                    };
                }
            };
            implAccept(socket);
            return socket;
        }
    }

    private byte[] write() throws IOException {
        Socket socket = connect(port);
        RelayNode.send(
                socket, RelayNode.request(ApiKeys.API_VERSIONS, 0, 1)); // as clients do, within the time for that
        OutputStream out = socket.getOutputStream();
        for (int at = 0; at < request.length; at += PIECE) {
            out.write(request, at, Math.min(PIECE, request.length - at));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return RelayNode.answer(socket);
    }

    private void watch() {
        while (!Thread.currentThread().isInterrupted()) {
            mostDirect.accumulateAndGet(directBytes(), Math::max);
            mostHeld.accumulateAndGet(memory.held(), Math::max);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static long directBytes() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    private static byte[] produce() {
        ProduceRequestData body = new ProduceRequestData().setAcks((short) -1).setTimeoutMs(30_000);
        SimpleRecord[] records = IntStream.range(0, BATCH_BYTES / RECORD_BYTES)
                .mapToObj(i -> new SimpleRecord(1, null, new byte[RECORD_BYTES - 16]))
                .toArray(SimpleRecord[]::new);
        body.topicData()
                .add(new TopicProduceData()
                        .setName("topic")
                        .setPartitionData(List.of(new PartitionProduceData()
                                .setRecords(MemoryRecords.withRecords(Compression.NONE, records)))));
        return RelayNode.request(ApiKeys.PRODUCE, VERSION, 7, RelayNode.bytes(body, VERSION));
    }

    private static ProduceResponseData written() {
        ProduceResponseData body = new ProduceResponseData();
        body.responses()
                .add(new TopicProduceResponse()
                        .setName("topic")
                        .setPartitionResponses(List.of(new PartitionProduceResponse())));
        return body;
    }
}
