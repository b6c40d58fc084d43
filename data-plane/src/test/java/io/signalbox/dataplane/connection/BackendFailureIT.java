package io.signalbox.dataplane.connection;

import static io.signalbox.dataplane.Patience.await;
import static io.signalbox.dataplane.connection.RelayNode.connect;
import static io.signalbox.dataplane.connection.RelayNode.isClosed;
import static io.signalbox.dataplane.connection.RelayNode.request;
import static io.signalbox.dataplane.connection.RelayNode.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.TestPorts;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.routing.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Brokers that moved, that are away, or that take connections and say nothing. */
class BackendFailureIT {

    private final RelayNode node = new RelayNode();
    private FakeBroker seed;
    private FakeBroker one;
    private int port;

    @BeforeEach
    void brokers() throws IOException {
        seed = answering(0);
        one = answering(1);
        seed.knows(Map.of(0, seed.address(), 1, one.address()));
        port = TestPorts.free(4);
    }

    @AfterEach
    void close() throws IOException {
        node.close();
        seed.close();
        one.close();
    }

    @Test
    void aBrokerThatMovedIsFoundByTheVeryConnectionThatMissedIt() throws IOException {
        node.apply(backedBy(seed.address()));
        assertThat(ping(port + 2)).isEqualTo(1);
        try (FakeBroker moved = answering(1)) {
            seed.knows(Map.of(0, seed.address(), 1, moved.address()));
            one.close();

            assertThat(ping(port + 2)).isEqualTo(1);
        }
    }

    @Test
    void whenBrokersSwapAddressesConnectionsToThemAreDrained() throws IOException {
        node.apply(backedBy(seed.address()));
        try (Socket zero = connect(port + 1);
                Socket toOne = connect(port + 2);
                Socket bootstrap = connect(port)) {
            send(zero, request(ApiKeys.HEARTBEAT, 0, 1));
            send(toOne, request(ApiKeys.HEARTBEAT, 0, 1));
            seed.knows(Map.of(0, one.address(), 1, seed.address()));

            send(bootstrap, request(ApiKeys.METADATA, 1, 2, (byte) 0, (byte) 0, (byte) 0, (byte) 0));

            assertThat(isClosed(zero, Patience.LIMIT)).isTrue();
            assertThat(isClosed(toOne, Patience.LIMIT)).isTrue();
            assertThat(node.ended(ConnectionEnd.BROKER_MOVED)).isEqualTo(2);
            assertThat(send(bootstrap, request(ApiKeys.HEARTBEAT, 0, 3))).endsWith(0);
        }
        assertThat(ping(port + 1)).isEqualTo(1);
    }

    @Test
    void aServerThatTakesConnectionsAndSaysNothingHoldsUpNobodyAndIsSaid() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            HostPort address = new HostPort("127.0.0.1", mute.getLocalPort());

            node.apply(backedBy(address, seed.address()));

            for (int i = 0; i < 10; i++) {
                assertThat(ping(port)).isZero();
            }
            awaitProblem("backend_cluster.broker_unreachable", address + " (bootstrap server)", "does not answer");
            assertThat(ping(port)).isZero();
        }
    }

    @Test
    void aBrokerThatIsAwayHasAProblemUntilItIsBack() throws IOException {
        HostPort gone = new HostPort("broker-1.invalid", 9_092);
        seed.knows(Map.of(0, seed.address(), 1, gone));
        node.apply(backedBy(seed.address()));
        awaitProblem("backend_cluster.broker_unreachable", gone + " (broker 1) unknown host, since 20");
        assertThat(node.problems.problems())
                .as("a configuration is applied though a broker is away")
                .noneMatch(problem -> problem.severity() == ConfigProblem.Severity.ERROR);

        seed.knows(Map.of(0, seed.address(), 1, one.address()));
        assertThat(ping(port + 2)).isEqualTo(1);

        await().until(() -> node.problemCodes().isEmpty());
    }

    private static FakeBroker answering(int number) throws IOException {
        return new FakeBroker().on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) number));
    }

    private Snapshots backedBy(HostPort... servers) {
        return new Snapshots()
                .backend(1, List.of(servers).stream().map(HostPort::toString).toList())
                .virtual(2, 1, "orders")
                .listener(3, port + "-" + (port + 3))
                .policy(4, 3, 2, true);
    }

    private void awaitProblem(String code, String... words) {
        await().untilAsserted(() -> assertThat(node.problems.problems().stream()
                        .filter(problem -> problem.code().equals(code))
                        .map(ConfigProblem::message))
                .anySatisfy(message -> assertThat(message).contains(words).contains("backend cluster")));
    }

    /** Which broker answers. */
    private static int ping(int port) throws IOException {
        try (Socket client = connect(port)) {
            byte[] answer = send(client, request(ApiKeys.HEARTBEAT, 0, 1));
            return answer[answer.length - 1];
        }
    }
}
