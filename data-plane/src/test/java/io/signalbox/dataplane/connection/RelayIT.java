package io.signalbox.dataplane.connection;

import static io.signalbox.dataplane.Patience.await;
import static io.signalbox.dataplane.connection.RelayNode.answer;
import static io.signalbox.dataplane.connection.RelayNode.ascii;
import static io.signalbox.dataplane.connection.RelayNode.connect;
import static io.signalbox.dataplane.connection.RelayNode.isClosed;
import static io.signalbox.dataplane.connection.RelayNode.request;
import static io.signalbox.dataplane.connection.RelayNode.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.TestPorts;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.upstream.UpstreamException;
import io.signalbox.routing.CloseReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One client, from accept to close, on real sockets. */
class RelayIT {

    private FakeBroker broker;
    private RelayNode node;
    private Snapshots snapshots;
    private int port;

    @BeforeEach
    void oneBackendBehindOnePort() throws IOException {
        broker = new FakeBroker().on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) 7, (byte) 8));
        broker.knows(Map.of(0, broker.address()));
        port = TestPorts.free(4);
        snapshots = new Snapshots()
                .backend(1, List.of(broker.address().toString()))
                .virtual(2, 1)
                .listener(3, port + "-" + (port + 3))
                .policy(4, 3, 2, true);
        node = new RelayNode().apply(snapshots);
    }

    @AfterEach
    void close() throws IOException {
        node.close();
        broker.close();
    }

    @Test
    void requestsAndAnswersPassUnchanged() throws IOException {
        try (Socket client = connect(port)) {
            for (int id = 1; id <= 100; id++) {
                byte[] frame = send(client, request(ApiKeys.HEARTBEAT, 0, id));

                assertThat(ByteBuffer.wrap(frame).getInt()).isEqualTo(id);
                assertThat(frame).hasSize(6).endsWith(7, 8);
            }
        }
    }

    @Test
    void manyRequestsMayBeSentAhead() throws IOException {
        try (Socket client = connect(port)) {
            int requests = 3 * Limits.MAX_IN_FLIGHT;
            Thread writer = new Thread(() -> {
                try {
                    for (int id = 0; id < requests; id++) {
                        client.getOutputStream().write(request(ApiKeys.HEARTBEAT, 0, id));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            writer.start();

            for (int id = 0; id < requests; id++) {
                assertThat(ByteBuffer.wrap(answer(client)).getInt()).isEqualTo(id);
            }
        }
    }

    @Test
    void theBrokersPortLeadsToThatBroker() throws IOException {
        try (FakeBroker other = new FakeBroker().on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) 1))) {
            broker.knows(Map.of(0, broker.address(), 2, other.address()));

            try (Socket client = connect(port + 3)) {
                assertThat(send(client, request(ApiKeys.HEARTBEAT, 0, 1))).endsWith(1);
            }
        }
    }

    @Test
    void noBrokerIsDialledBeforeAClientHasSpokenKafka() throws IOException {
        await().until(() -> broker.metadataRequests() >= 1);
        int before = broker.accepted();
        try (Socket scanner = connect(port);
                Socket client = connect(port)) {
            send(client, request(ApiKeys.HEARTBEAT, 0, 1));

            assertThat(broker.accepted()).isEqualTo(before + 1);
            assertThat(scanner.isConnected()).isTrue();
        }
    }

    static Stream<Arguments> notKafka() {
        return Stream.of(
                Arguments.of(ProtocolViolation.HTTP, ascii("GET / HTTP/1.1\r\nHost: x\r\n\r\n")),
                Arguments.of(ProtocolViolation.FRAME_TOO_LARGE, new byte[] {0x7f, -1, -1, -1}),
                Arguments.of(ProtocolViolation.MALFORMED_REQUEST, new byte[] {-1, -1, -1, -1}),
                Arguments.of(ProtocolViolation.UNKNOWN_API, new byte[] {0, 0, 0, 20, 77, 77, 0, 0, 0, 0, 0, 1}),
                Arguments.of(ProtocolViolation.UNSUPPORTED_VERSION, request(ApiKeys.METADATA, 99, 1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notKafka")
    void whatIsNotKafkaIsClosedAtOnceAndCountedAndHurtsNobodyElse(CloseReason reason, byte[] bytes) throws IOException {
        try (Socket other = connect(port);
                Socket client = connect(port)) {
            send(other, request(ApiKeys.HEARTBEAT, 0, 1));

            client.getOutputStream().write(bytes);

            assertThat(isClosed(client, Patience.LIMIT)).isTrue();
            await().until(() -> node.ended(reason) == 1);
            assertThat(send(other, request(ApiKeys.HEARTBEAT, 0, 2))).hasSize(6);
        }
    }

    @Test
    void aBrokerThatTheClusterDoesNotHaveIsLookedForOnceAndThenRefused() throws IOException {
        await().until(() -> broker.metadataRequests() >= 1);

        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Socket client = connect(port + 2);
            client.getOutputStream().write(request(ApiKeys.HEARTBEAT, 0, 1));
            clients.add(client);
        }

        for (Socket client : clients) {
            assertThat(isClosed(client, Patience.LIMIT)).isTrue();
            client.close();
        }
        await().until(() -> node.ended(UpstreamException.Reason.BROKER_UNKNOWN) == 10);
        assertThat(broker.metadataRequests()).isLessThanOrEqualTo(3);
    }

    @Test
    void aBackendThatCannotBeReachedClosesTheConnectionAndIsReported() throws IOException {
        broker.close();

        try (Socket client = connect(port)) {
            client.getOutputStream().write(request(ApiKeys.HEARTBEAT, 0, 1));
            assertThat(isClosed(client, Patience.LIMIT)).isTrue();
        }
        await().until(() -> node.ended(UpstreamException.Reason.BACKEND_UNREACHABLE) == 1);
    }

    @Test
    void theNextBootstrapServerIsTakenWhenOneDoesNotAnswer() throws IOException {
        int dead = TestPorts.free();
        snapshots.backend(1, List.of("127.0.0.1:" + dead, broker.address().toString(), "no-such-host.invalid:9092"));
        node.apply(snapshots);

        for (int i = 0; i < 10; i++) {
            try (Socket client = connect(port)) {
                assertThat(send(client, request(ApiKeys.HEARTBEAT, 0, i))).hasSize(6);
            }
        }
    }

    @Test
    void anUnreachableBackendIsAProblemUntilItAnswers() throws IOException {
        int late = TestPorts.free();
        snapshots.backend(1, List.of("127.0.0.1:" + late));
        node.apply(snapshots);
        await().until(() -> node.problemCodes().contains("backend_cluster.unreachable"));

        snapshots.backend(1, List.of(broker.address().toString()));
        node.apply(snapshots);

        await().until(() -> node.problemCodes().isEmpty());
    }

    @Test
    void theBrokersOfFormerServersAreForgotten() throws IOException {
        await().until(() ->
                node.upstreams.brokers().getOrDefault(Snapshots.id(1), Set.of()).equals(Set.of(0)));

        snapshots.backend(1, List.of("127.0.0.1:" + TestPorts.free()));
        node.apply(snapshots);

        await().until(() -> node.problemCodes().contains("backend_cluster.unreachable"));
        assertThat(node.upstreams.brokers().getOrDefault(Snapshots.id(1), Set.of()))
                .isEmpty();
    }

    @Test
    void whatAClientSentBeforeItLeftReachesTheBroker() throws Exception {
        CountDownLatch produced = new CountDownLatch(500);
        broker.on(ApiKeys.PRODUCE, (frame, out) -> produced.countDown());
        byte[] acksZero = {-1, -1, 0, 0}; // no transactional id, acks=0
        try (Socket client = connect(port)) {
            send(client, request(ApiKeys.HEARTBEAT, 0, 1));
            for (int i = 0; i < 500; i++) {
                client.getOutputStream().write(request(ApiKeys.PRODUCE, 3, i, acksZero));
            }
        }

        assertThat(produced.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whenTheBrokerClosesSoDoesTheClientsConnection() throws IOException {
        broker.on(ApiKeys.FETCH, (frame, out) -> out.close());
        try (Socket client = connect(port)) {
            client.getOutputStream().write(request(ApiKeys.FETCH, 4, 1));

            assertThat(isClosed(client, Patience.LIMIT)).isTrue();
        }
        await().until(() -> node.ended(ConnectionEnd.UPSTREAM_CLOSED) == 1);
    }

    @Test
    void whenTheClientClosesSoDoesTheBrokersConnection() throws IOException {
        await().until(() -> broker.metadataRequests() >= 1 && broker.openConnections() == 0);
        try (Socket client = connect(port)) {
            send(client, request(ApiKeys.HEARTBEAT, 0, 1));
            assertThat(broker.openConnections()).isEqualTo(1);
        }

        await().until(() -> broker.openConnections() == 0);
    }

    @Test
    void anAnswerThatWasNotAskedForEndsTheSession() throws IOException {
        broker.on(ApiKeys.FETCH, (frame, out) -> out.write(new byte[] {0, 0, 0, 4, 9, 9, 9, 9}));
        try (Socket client = connect(port)) {
            client.getOutputStream().write(request(ApiKeys.FETCH, 4, 1));

            assertThat(isClosed(client, Patience.LIMIT)).isTrue();
        }
        await().until(() -> node.ended(ProtocolViolation.UNEXPECTED_RESPONSE) == 1);
    }
}
