package io.signalbox.dataplane.connection;

import static io.signalbox.dataplane.Patience.await;
import static io.signalbox.dataplane.connection.RelayNode.answer;
import static io.signalbox.dataplane.connection.RelayNode.connect;
import static io.signalbox.dataplane.connection.RelayNode.isClosed;
import static io.signalbox.dataplane.connection.RelayNode.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.TestPorts;
import io.signalbox.dataplane.config.Snapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Frames that are long enough to be moved from socket to socket without being read. */
class SpliceIT {

    private static final int LONG_BYTES = 900_000;
    private static final int SHORT_BYTES = 10;
    private static final int TRANSFERS = 30;

    private final Random random = new Random(1);
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private FakeBroker broker;
    private RelayNode node;
    private Snapshots snapshots;
    private int port;

    @BeforeEach
    void start() throws IOException {
        broker = new FakeBroker()
                .on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) 7))
                .on(ApiKeys.OFFSET_COMMIT, (frame, out) -> {
                    byte[] bytes = FakeBroker.bytes(frame);
                    received.add(bytes);
                    FakeBroker.with(Arrays.copyOfRange(bytes, 10, bytes.length)).to(frame, out);
                });
        broker.knows(Map.of(0, broker.address()));
        port = TestPorts.free();
        snapshots = new Snapshots()
                .backend(1, List.of(broker.address().toString()))
                .virtual(2, 1)
                .listener(3, Integer.toString(port))
                .policy(4, 3, 2, true);
        node = new RelayNode().apply(snapshots);
    }

    @AfterEach
    void close() throws IOException {
        node.close();
        broker.close();
    }

    @Test
    void longAndShortFramesArriveWholeAndInOrderInBothDirections() throws IOException {
        try (Socket client = connect(port)) {
            for (int i = 0; i < TRANSFERS; i++) {
                byte[] request =
                        request(ApiKeys.OFFSET_COMMIT, 0, i, randomBytes(i % 3 == 2 ? SHORT_BYTES : LONG_BYTES));

                byte[] answered = RelayNode.send(client, request);

                byte[] frame = Arrays.copyOfRange(request, 4, request.length);
                assertThat(received.poll()).isEqualTo(frame);
                assertThat(Arrays.copyOfRange(answered, 4, answered.length))
                        .isEqualTo(Arrays.copyOfRange(frame, 10, frame.length));
            }
        }
    }

    @Test
    void requestsThatFollowEachOtherWithoutAPauseArriveWholeAndInOrder() throws Exception {
        try (Socket client = connect(port)) {
            Thread reader = new Thread(() -> readAnswers(client));
            reader.start();
            OutputStream out = client.getOutputStream();
            for (int i = 0; i < TRANSFERS; i++) {
                out.write(request(ApiKeys.OFFSET_COMMIT, 0, i, randomBytes(i % 2 == 0 ? LONG_BYTES : SHORT_BYTES)));
            }
            reader.join(TimeUnit.SECONDS.toMillis(20));

            assertThat(received).hasSize(TRANSFERS);
            assertThat(received.stream().map(frame -> ByteBuffer.wrap(frame).getInt(4)))
                    .isSorted();
        }
    }

    @Test
    void aSessionThatIsDrainedFinishesTheRequestThatIsComingIn() throws Exception {
        byte[] request = request(ApiKeys.OFFSET_COMMIT, 0, 1, randomBytes(LONG_BYTES));
        try (Socket client = connect(port)) {
            RelayNode.send(client, request(ApiKeys.HEARTBEAT, 0, 0));
            client.getOutputStream().write(request, 0, request.length / 2);
            await().until(() -> sentToBroker() > 0);
            node.apply(snapshots.virtual(12, 1).policy(4, 3, 12, true)); // another virtual cluster
            client.getOutputStream().write(request, request.length / 2, request.length - request.length / 2);

            assertThat(answer(client)).hasSize(4 + LONG_BYTES + 0);
            assertThat(isClosed(client, Patience.LIMIT)).isTrue();
            assertThat(received.poll()).hasSize(request.length - 4);
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleOfALongRequestTakesItsConnectionToTheBrokerWithIt() throws IOException {
        byte[] request = request(ApiKeys.OFFSET_COMMIT, 0, 1, randomBytes(LONG_BYTES));
        try (Socket client = connect(port)) {
            RelayNode.send(client, request(ApiKeys.HEARTBEAT, 0, 0));
            await().until(() -> broker.openConnections() == 1);
            client.getOutputStream().write(request, 0, request.length / 2);
        }

        await().untilAsserted(() -> assertThat(broker.openConnections()).isZero());
        assertThat(node.ended(ConnectionEnd.CLIENT_CLOSED)).isEqualTo(1);
        assertThat(received).isEmpty();
    }

    private double sentToBroker() {
        return node.metrics
                .get("signalbox.client.received.bytes")
                .functionCounter()
                .count();
    }

    private static void readAnswers(Socket client) {
        try {
            for (int i = 0; i < TRANSFERS; i++) {
                answer(client);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
