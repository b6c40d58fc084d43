package io.signalbox.dataplane.connection;

import static io.signalbox.dataplane.Patience.await;
import static io.signalbox.dataplane.connection.RelayNode.connect;
import static io.signalbox.dataplane.connection.RelayNode.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.signalbox.dataplane.TestPorts;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passing a 100 MB response costs, by the allocators' own accounts: not by time. */
@Isolated
class MemoryIT {

    private static final int RECORD_BYTES = 100 * 1024 * 1024;
    private static final long LIMIT_BYTES = 8L * 1024 * 1024;
    private static final String RELAY_THREADS = "relay";

    private FakeBroker broker;
    private RelayNode node;
    private int port;

    @BeforeEach
    void start() throws IOException {
        broker = new FakeBroker().on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) 7));
        port = TestPorts.free();
        node = RelayNode.at(port, broker);
    }

    @AfterEach
    void close() throws IOException {
        node.close();
        broker.close();
    }

    @ParameterizedTest(name = "fetch v{0}")
    @ValueSource(shorts = {12, 17})
    void aHundredMegabytesPassThroughInLessThanEight(short version) throws IOException {
        broker.on(ApiKeys.FETCH, (frame, out) -> stream(frame.getInt(4), version, out));
        try (Socket client = connect(port)) {
            RelayNode.send(client, request(ApiKeys.HEARTBEAT, 0, 1)); // classes, threads and pools are there
            long direct = directBytes();
            long heap = heapBytesOfRelayThreads();

            client.getOutputStream().write(request(ApiKeys.FETCH, version, 2));
            long peak = readSlowly(client);

            assertThat(peak - direct).as("direct memory, at its peak").isLessThan(LIMIT_BYTES);
            assertThat(heapBytesOfRelayThreads() - heap)
                    .as("heap allocated by the relaying threads, in all")
                    .isLessThan(LIMIT_BYTES);
        }
    }

    /** Reads nothing until the broker can write no more, so that whatever piles up does; then reads it all. */
    private long readSlowly(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        int left = in.readInt();
        await().until(new Stalled()::isTrue);
        long peak = directBytes();
        byte[] piece = new byte[1 << 20];
        while (left > 0) {
            int read = in.read(piece, 0, Math.min(piece.length, left));
            assertThat(read).isPositive();
            left -= read;
            peak = Math.max(peak, directBytes());
        }
        return peak;
    }

    /** The broker's answer no longer moves. */
    private final class Stalled {
        private double seen = -1;

        boolean isTrue() {
            double now = node.metrics
                    .get("signalbox.client.sent.bytes")
                    .functionCounter()
                    .count();
            boolean stalled = now > 0 && now == seen;
            seen = now;
            return stalled;
        }
    }

    private static void stream(int correlationId, short version, DataOutputStream out) throws IOException {
        byte[] empty = body(version, new byte[0]);
        // The length of the records is all that differs: find where it stands, and write a larger one.
        int at = Arrays.mismatch(empty, body(version, new byte[1]));
        byte[] length = varint(RECORD_BYTES + 1);
        int size = 4 + 1 + at + length.length + RECORD_BYTES + (empty.length - at - 1);
        out.writeInt(size);
        out.writeInt(correlationId);
        out.writeByte(0); // no tagged fields in the header
        out.write(empty, 0, at);
        out.write(length);
        byte[] piece = new byte[64 * 1024];
        for (int left = RECORD_BYTES; left > 0; left -= piece.length) {
            out.write(piece, 0, Math.min(piece.length, left));
        }
        out.write(empty, at + 1, empty.length - at - 1);
    }

    private static byte[] body(short version, byte[] records) {
        FetchResponseData data = new FetchResponseData();
        FetchResponseData.PartitionData partition = new FetchResponseData.PartitionData()
                .setRecords(MemoryRecords.readableRecords(ByteBuffer.wrap(records)));
        data.responses().add(new FetchResponseData.FetchableTopicResponse().setPartitions(List.of(partition)));
        ObjectSerializationCache cache = new ObjectSerializationCache();
        byte[] bytes = new byte[data.size(cache, version)];
        data.write(new ByteBufferAccessor(ByteBuffer.wrap(bytes)), cache, version);
        return bytes;
    }

    private static byte[] varint(int value) {
        byte[] bytes = new byte[5];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        new ByteBufferAccessor(buffer).writeUnsignedVarint(value);
        return Arrays.copyOf(bytes, buffer.position());
    }

    private static long directBytes() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    private static long heapBytesOfRelayThreads() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] relaying = Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith(RELAY_THREADS))
                .mapToLong(ThreadInfo::getThreadId)
                .toArray();
        return Arrays.stream(threads.getThreadAllocatedBytes(relaying)).sum();
    }
}
