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
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that is sent back to itself, or to another that sends it back: nothing goes round, and it is said. */
class LoopIT {

    /** Of a loop that nobody stops there are thousands within a second. */
    private static final int FEW = 40;

    private final RelayNode node = new RelayNode();
    private final RelayNode other = new RelayNode();
    private FakeBroker broker;
    private int port;
    private int otherPort;

    @BeforeEach
    void ports() throws IOException {
        broker = new FakeBroker().on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) 1));
        port = TestPorts.free(3);
        otherPort = TestPorts.free(3);
        while (Math.abs(otherPort - port) < 3) {
            otherPort = TestPorts.free(3);
        }
    }

    @AfterEach
    void close() throws IOException {
        node.close();
        other.close();
        broker.close();
    }

    @Test
    void aBrokerThatAdvertisesTheGatewaysOwnPortLeadsNowhere() throws IOException {
        broker.knows(Map.of(0, at(port + 1)));
        node.apply(backedBy(port, broker.address()));

        assertTurnedAway(port + 1);

        assertSaid(node, "broker 0");
        assertThat(ended(node)).isLessThan(FEW);
        try (Socket bootstrap = connect(port)) {
            assertThat(send(bootstrap, request(ApiKeys.HEARTBEAT, 0, 1))).endsWith(1);
        }
    }

    @Test
    void bootstrapServersThatNameAListenerOfTheSameNodeLeadNowhere() throws IOException {
        node.apply(backedBy(port, at(port)));

        assertTurnedAway(port);

        assertSaid(node, "bootstrap server");
        assertThat(ended(node)).isLessThan(FEW);
    }

    @Test
    void twoVirtualClustersOfWhichEachStandsBehindTheOtherLeadNowhere() throws IOException {
        node.apply(backedBy(port, at(otherPort))
                .backend(11, List.of(at(port).toString()))
                .virtual(12, 11, "other")
                .listener(13, otherPort + "-" + (otherPort + 2))
                .policy(14, 13, 12, true));

        assertTurnedAway(port);

        assertSaid(node, "bootstrap server");
        assertThat(ended(node)).isLessThan(FEW);
    }

    @Test
    void twoNodesOfWhichEachStandsBehindTheOtherLeadNowhere() throws IOException {
        node.apply(backedBy(port, at(otherPort)));
        other.apply(backedBy(otherPort, at(port)));

        assertTurnedAway(port);

        await().until(() -> node.problemCodes().contains("backend_cluster.loop")
                || other.problemCodes().contains("backend_cluster.loop"));
        assertThat(ended(node) + ended(other)).isLessThan(2 * FEW);
    }

    @Test
    void aGatewayBehindAGatewayIsNoLoop() throws IOException {
        broker.knows(Map.of(0, broker.address()));
        other.apply(backedBy(otherPort, broker.address()));
        node.apply(backedBy(port, at(otherPort)));

        try (Socket bootstrap = connect(port);
                Socket toBroker = connect(port + 1)) {
            assertThat(send(bootstrap, request(ApiKeys.HEARTBEAT, 0, 1))).endsWith(1);
            assertThat(send(toBroker, request(ApiKeys.HEARTBEAT, 0, 1))).endsWith(1);
        }
        assertThat(node.problemCodes()).doesNotContain("backend_cluster.loop");
    }

    private static HostPort at(int port) {
        return new HostPort("127.0.0.1", port);
    }

    private static Snapshots backedBy(int port, HostPort server) {
        return new Snapshots()
                .backend(1, List.of(server.toString()))
                .virtual(2, 1, "orders")
                .listener(3, port + "-" + (port + 2))
                .policy(4, 3, 2, true);
    }

    private static void assertTurnedAway(int port) throws IOException {
        try (Socket client = connect(port)) {
            client.getOutputStream().write(request(ApiKeys.API_VERSIONS, 0, 1));
            assertThat(isClosed(client, Patience.LIMIT)).isTrue();
        }
    }

    private static void assertSaid(RelayNode node, String role) {
        await().until(() -> node.problemCodes().contains("backend_cluster.loop"));
        assertThat(node.problems.problems().stream()
                        .filter(problem -> problem.code().equals("backend_cluster.loop"))
                        .map(ConfigProblem::message))
                .anySatisfy(message -> assertThat(message).contains("backend cluster", role, "listener-"));
    }

    private static double ended(RelayNode node) {
        return node.endings().values().stream().mapToDouble(count -> count).sum();
    }
}
