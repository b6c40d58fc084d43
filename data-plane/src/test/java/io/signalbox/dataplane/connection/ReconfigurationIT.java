package io.signalbox.dataplane.connection;

import static io.signalbox.dataplane.Patience.await;
import static io.signalbox.dataplane.connection.RelayNode.connect;
import static io.signalbox.dataplane.connection.RelayNode.isClosed;
import static io.signalbox.dataplane.connection.RelayNode.request;
import static io.signalbox.dataplane.connection.RelayNode.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.TestPorts;
import io.signalbox.dataplane.config.Snapshots;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a new configuration does to open sockets and sessions. */
class ReconfigurationIT {

    private static final Duration A_MOMENT = Duration.ofMillis(300);

    private final RelayNode node = new RelayNode();
    private FakeBroker broker;
    private Snapshots snapshots;
    private int port;

    @BeforeEach
    void twoListeners() throws IOException {
        broker = new FakeBroker().on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) 7));
        broker.knows(Map.of(0, broker.address()));
        port = TestPorts.free(6);
        snapshots = new Snapshots()
                .backend(1, List.of(broker.address().toString()))
                .virtual(2, 1)
                .virtual(12, 1)
                .listener(3, port + "-" + (port + 1))
                .listener(13, port + 2 + "-" + (port + 3))
                .policy(4, 3, 2, true)
                .policy(14, 13, 12, true);
        node.apply(snapshots);
    }

    @AfterEach
    void close() throws IOException {
        node.close();
        broker.close();
    }

    @Test
    void onlyTheSessionsOfADeletedListenerEnd() throws IOException {
        try (Socket gone = connect(port);
                Socket stays = connect(port + 2)) {
            ping(gone);
            ping(stays);

            node.apply(snapshots.remove(3).remove(4));

            assertThat(isClosed(gone, Patience.LIMIT)).isTrue();
            assertThat(node.ended(ConnectionEnd.ROUTE_CHANGED)).isEqualTo(1);
            ping(stays);
        }
    }

    @Test
    void anUnrelatedChangeEndsNothing() throws IOException {
        try (Socket client = connect(port)) {
            ping(client);

            node.apply(snapshots.listener(23, Integer.toString(port + 5)).virtual(22, 1));
            node.apply(snapshots.listener(3, port + "-" + (port + 1), Integer.toString(port + 4)));

            assertThat(isClosed(client, A_MOMENT)).isFalse();
            ping(client);
        }
    }

    @Test
    void aChangedBackendEndsItsSessionsAndNewOnesGoToTheNewBrokers() throws IOException {
        try (FakeBroker moved = new FakeBroker().on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) 9));
                Socket client = connect(port)) {
            ping(client);

            node.apply(snapshots.backend(1, List.of(moved.address().toString())));

            assertThat(isClosed(client, Patience.LIMIT)).isTrue();
            try (Socket again = connect(port)) {
                assertThat(send(again, request(ApiKeys.HEARTBEAT, 0, 1))).endsWith(9);
            }
        }
    }

    @Test
    void whatIsCountedOfAVirtualClusterIsOfTheBackendClusterThatItHasNow() throws IOException {
        node.apply(snapshots.remove(12).remove(14));
        try (FakeBroker other = new FakeBroker().on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) 9));
                Socket client = connect(port)) {
            ping(client);
            assertThat(node.countedBackends()).containsExactly(Snapshots.id(1).toString());

            node.apply(snapshots.backend(5, List.of(other.address().toString())).virtual(2, 5));

            assertThat(isClosed(client, Patience.LIMIT)).isTrue();
            try (Socket again = connect(port)) {
                assertThat(send(again, request(ApiKeys.HEARTBEAT, 0, 1))).endsWith(9);
            }
            assertThat(node.countedBackends()).containsExactly(Snapshots.id(5).toString());
        }
    }

    @Test
    void aResponseThatHasBegunIsPassedOnWholeBeforeADrainedSessionCloses() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        broker.on(ApiKeys.FETCH, (frame, out) -> {
            out.writeInt(10);
            out.writeInt(frame.getInt(4));
            out.writeShort(1); // the client has the beginning, the rest is on its way
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            out.writeInt(5);
        });
        try (Socket client = connect(port)) {
            client.getOutputStream().write(request(ApiKeys.FETCH, 4, 77));
            client.getInputStream().readNBytes(10);

            node.apply(snapshots.remove(3).remove(4));
            release.countDown();

            assertThat(client.getInputStream().readNBytes(4)).containsExactly(0, 0, 0, 5);
            assertThat(isClosed(client, Patience.LIMIT)).isTrue();
        }
    }

    @Test
    void whatCannotBeEnforcedAnyMoreEndsItsSessionsAndLetsNobodyIn() throws IOException {
        try (Socket gone = connect(port);
                Socket stays = connect(port + 2)) {
            ping(gone);
            ping(stays);

            node.apply(snapshots.protectedVirtual(2, 1, "authentication.fetch_kong_identity_principal"));

            assertThat(isClosed(gone, Patience.LIMIT)).isTrue();
            try (Socket again = connect(port)) {
                again.getOutputStream().write(request(ApiKeys.HEARTBEAT, 0, 1));
                assertThat(isClosed(again, Patience.LIMIT)).isTrue();
            }
            assertThat(node.problemCodes())
                    .containsExactlyInAnyOrder(
                            "virtual_cluster.not_enforceable", "listener_policy.destination_missing");
            ping(stays);
        }
    }

    @Test
    void aSessionThatIsNeverAnsweredIsNotDrainedForEver() throws IOException {
        broker.on(ApiKeys.FETCH, (frame, out) -> {});
        try (Socket client = connect(port)) {
            ping(client);
            client.getOutputStream().write(request(ApiKeys.FETCH, 4, 77));

            node.apply(snapshots.remove(3).remove(4));

            assertThat(isClosed(client, Patience.LIMIT)).isTrue();
            assertThat(node.ended(ConnectionEnd.ROUTE_CHANGED)).isEqualTo(1);
        }
    }

    @Test
    void aDrainedSessionIsAnsweredFirst() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        broker.on(ApiKeys.FETCH, (frame, out) -> {
            asked.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            FakeBroker.with((byte) 5).to(frame, out);
        });
        try (Socket client = connect(port)) {
            client.getOutputStream().write(request(ApiKeys.FETCH, 4, 77));
            asked.await();

            node.apply(snapshots.remove(3).remove(4));
            release.countDown();

            assertThat(RelayNode.answer(client)).endsWith(5);
            assertThat(isClosed(client, Patience.LIMIT)).isTrue();
        }
    }

    @Test
    void aPortThatIsTakenIsAProblemOfItsListenerAloneUntilItIsFree() throws IOException {
        try (ServerSocket taken = new ServerSocket(port + 4, 1, InetAddress.getLoopbackAddress())) {
            node.apply(snapshots.listener(23, port + 4 + "-" + (port + 5)).policy(24, 23, 2, true));

            assertThat(node.problems.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("listener.bind_failed");
                assertThat(problem.message())
                        .contains("listener-23")
                        .contains("port " + taken.getLocalPort() + " of address [127.0.0.1]");
            });
            try (Socket client = connect(port)) {
                ping(client);
            }
        }

        await().until(() -> node.ports.retry().isEmpty());
        try (Socket client = connect(port + 4)) {
            ping(client);
        }
    }

    @Test
    void aSocketMayPassFromOneListenerToAnother() throws IOException {
        node.apply(snapshots.remove(3).remove(4).listener(13, port + "-" + (port + 3)));

        try (Socket client = connect(port)) {
            ping(client);
        }
        assertThat(node.problemCodes()).isEmpty();
    }

    @Test
    void whenTheNodeStopsSessionsThatAreIdleEndAtOnceAndNoneIsCut() throws IOException {
        try (Socket client = connect(port)) {
            ping(client);

            node.ports.close();
            int cut = node.connections.drain(Patience.LIMIT);

            assertThat(cut).isZero();
            assertThat(isClosed(client, Patience.LIMIT)).isTrue();
        }
    }

    private static void ping(Socket client) throws IOException {
        assertThat(send(client, request(ApiKeys.HEARTBEAT, 0, 1))).hasSize(5);
    }
}
