package io.signalbox.dataplane.connection;

import static io.signalbox.dataplane.Patience.await;
import static io.signalbox.dataplane.connection.RelayNode.answer;
import static io.signalbox.dataplane.connection.RelayNode.connect;
import static io.signalbox.dataplane.connection.RelayNode.isClosed;
import static io.signalbox.dataplane.connection.RelayNode.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.TestPorts;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that have said all, and those that are gone, when the node or the broker has not done its part yet. */
class HalfCloseIT {

    private static final int LONG_BYTES = 900_000;
    private static final byte ACKS_NONE = 0;
    private static final byte ACKS_LEADER = 1;

    private final AtomicInteger produced = new AtomicInteger();
    private final CountDownLatch brokerMayAnswer = new CountDownLatch(1);
    private FakeBroker broker;
    private RelayNode node;
    private int port;

    @BeforeEach
    void start() throws IOException {
        broker = new FakeBroker()
                .on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) 7))
                .on(ApiKeys.OFFSET_COMMIT, (frame, out) -> {
                    waitFor(brokerMayAnswer);
                    FakeBroker.with((byte) 8).to(frame, out);
                })
                .on(ApiKeys.PRODUCE, (frame, out) -> {
                    produced.incrementAndGet();
                    if (frame.getShort(12) == ACKS_LEADER) {
                        FakeBroker.with((byte) 9).to(frame, out);
                    }
                });
        port = TestPorts.free();
        node = RelayNode.at(port, broker);
    }

    @AfterEach
    void close() throws IOException {
        brokerMayAnswer.countDown();
        node.close();
        broker.close();
    }

    @Test
    void aHalfClosedClientGetsTheAnswerToItsVeryFirstRequest() throws IOException {
        try (Socket client = connect(port)) {
            client.getOutputStream().write(request(ApiKeys.HEARTBEAT, 0, 1));
            client.shutdownOutput();

            assertThat(answer(client)).endsWith(7);
            assertThat(isClosed(client, Patience.LIMIT)).isTrue();
        }
        await().untilAsserted(() ->
                assertThat(node.ended(ConnectionEnd.CLIENT_CLOSED)).isEqualTo(1));
    }

    @Test
    void aHalfClosedClientGetsTheAnswersToAllThatItSent() throws IOException {
        try (Socket client = connect(port)) {
            for (int i = 0; i < 30; i++) {
                client.getOutputStream().write(request(ApiKeys.OFFSET_COMMIT, 0, i));
            }
            client.shutdownOutput();
            brokerMayAnswer.countDown();

            for (int i = 0; i < 30; i++) {
                assertThat(ByteBuffer.wrap(answer(client)).getInt()).isEqualTo(i);
            }
            assertThat(isClosed(client, Patience.LIMIT)).isTrue();
        }
    }

    @Test
    void aHalfClosedClientGetsTheAnswersToRequestsThatAreSpliced() throws IOException {
        try (Socket client = connect(port)) {
            RelayNode.send(client, request(ApiKeys.HEARTBEAT, 0, 0));
            for (int i = 1; i <= 4; i++) {
                client.getOutputStream().write(request(ApiKeys.OFFSET_COMMIT, 0, i, new byte[LONG_BYTES]));
            }
            client.shutdownOutput();
            brokerMayAnswer.countDown();

            for (int i = 1; i <= 4; i++) {
                assertThat(ByteBuffer.wrap(answer(client)).getInt()).isEqualTo(i);
            }
            assertThat(isClosed(client, Patience.LIMIT)).isTrue();
        }
    }

    @Test
    void aHalfClosedClientThatIsNotAnsweredIsKeptAsLongAsADrainTakes() throws IOException {
        try (Socket client = connect(port)) {
            client.getOutputStream().write(request(ApiKeys.OFFSET_COMMIT, 0, 1));
            client.shutdownOutput();

            assertThat(isClosed(client, Patience.LIMIT)).isTrue();
        }
        assertThat(node.ended(ConnectionEnd.CLIENT_CLOSED)).isEqualTo(1);
    }

    @Test
    void aClientThatIsGoneFreesItsSessionThoughItHadShutDownItsWritingSideBefore() throws IOException {
        Socket client = connect(port);
        client.getOutputStream().write(request(ApiKeys.HEARTBEAT, 0, 1));
        client.getOutputStream().write(request(ApiKeys.OFFSET_COMMIT, 0, 1));
        client.shutdownOutput();
        await().until(() -> client.getInputStream().available() > 0);

        client.close(); // unread: it is reset

        await().untilAsserted(() ->
                assertThat(node.ended(ConnectionEnd.CLIENT_CLOSED)).isEqualTo(1));
    }

    @Test
    void whatWantsNoAnswerArrivesThoughTheClientClosesBehindItAtOnce() throws IOException {
        for (int i = 0; i < 20; i++) {
            try (Socket client = connect(port)) {
                client.getOutputStream().write(produce(ACKS_NONE, 100));
            }
        }

        await().untilAsserted(() -> assertThat(produced).hasValue(20));
    }

    @Test
    void longRequestsThatWantNoAnswerArriveThoughTheClientClosesBehindThemAtOnce() throws IOException {
        try (Socket client = connect(port)) {
            for (int i = 0; i < 8; i++) {
                client.getOutputStream().write(produce(ACKS_NONE, LONG_BYTES));
            }
        }

        await().untilAsserted(() -> assertThat(produced).hasValue(8));
    }

    @Test
    void whatWasReceivedWholeIsPassedOnThoughTheClientClosesWithoutReadingAnswers() throws IOException {
        try (Socket client = connect(port)) {
            RelayNode.send(client, request(ApiKeys.HEARTBEAT, 0, 0));
            for (int i = 0; i < 10; i++) {
                client.getOutputStream().write(produce(ACKS_LEADER, 2_000));
            }
        }

        await().untilAsserted(() -> assertThat(produced).hasValue(10));
    }

    @Test
    void whatWantsAnAnswerIsPassedOnToABrokerThatIsSlowThoughTheClientIsReset() throws IOException {
        try (Socket client = connect(port)) {
            RelayNode.send(client, request(ApiKeys.HEARTBEAT, 0, 0));
            for (int i = 0; i < 5; i++) {
                client.getOutputStream().write(request(ApiKeys.OFFSET_COMMIT, 0, 1));
                client.getOutputStream().write(produce(ACKS_LEADER, 100));
            }
            await().until(() -> node.metrics
                            .get("kong.keg.kafka.request.received")
                            .functionCounter()
                            .count()
                    == 11);
            client.setSoLinger(true, 0);
        }
        await().untilAsserted(
                        () -> assertThat(node.connections.openConnections()).isZero());
        brokerMayAnswer.countDown();

        await().untilAsserted(() -> assertThat(produced).hasValue(5));
    }

    @Test
    void whatWasReceivedIsPassedOnToABrokerThatIsSlowThoughTheClientIsReset() throws IOException {
        try (Socket client = connect(port)) {
            RelayNode.send(client, request(ApiKeys.HEARTBEAT, 0, 0));
            client.getOutputStream().write(request(ApiKeys.OFFSET_COMMIT, 0, 1));
            client.getOutputStream().write(produce(ACKS_LEADER, 100));
            client.getOutputStream().write(produce(ACKS_NONE, 100));
            await().until(() -> node.metrics
                            .get("kong.keg.kafka.request.received")
                            .functionCounter()
                            .count()
                    == 4);
            client.setSoLinger(true, 0);
        }
        await().untilAsserted(
                        () -> assertThat(node.connections.openConnections()).isZero());
        brokerMayAnswer.countDown();

        await().untilAsserted(() -> assertThat(produced).hasValue(2));
    }

    private static byte[] produce(byte acks, int bytes) {
        byte[] body = new byte[6 + bytes];
        body[0] = -1; // no transactional id
        body[1] = -1;
        body[3] = acks;
        return request(ApiKeys.PRODUCE, 3, 1, body);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
