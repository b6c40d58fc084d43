package io.signalbox.dataplane.connection;

import static io.signalbox.dataplane.Patience.await;
import static io.signalbox.dataplane.connection.RelayNode.answer;
import static io.signalbox.dataplane.connection.RelayNode.ascii;
import static io.signalbox.dataplane.connection.RelayNode.connect;
import static io.signalbox.dataplane.connection.RelayNode.isClosed;
import static io.signalbox.dataplane.connection.RelayNode.joined;
import static io.signalbox.dataplane.connection.RelayNode.request;
import static io.signalbox.dataplane.connection.RelayNode.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.TestPorts;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.dataplane.tls.TlsEngine;
import io.signalbox.routing.CloseReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each limit, reached from outside: who is beyond it is turned away with a reason, and others notice nothing. */
class LimitsIT {

    private static final Limits.Connections MANY = Limits.Connections.atMost(100);
    private static final OptionalInt NONE = OptionalInt.empty();
    private static final OptionalInt ONE = OptionalInt.of(1);

    private FakeBroker broker;
    private Snapshots snapshots;
    private int port; // of one listener, to one virtual cluster
    private int secondPort; // of another listener, to the same
    private int otherPort; // of a third one, to another virtual cluster

    @BeforeEach
    void threeListeners() throws IOException {
        broker = new FakeBroker().on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) 7, (byte) 8));
        broker.knows(Map.of(0, broker.address()));
        port = TestPorts.free(3);
        secondPort = port + 1;
        otherPort = port + 2;
        snapshots = new Snapshots()
                .backend(1, List.of(broker.address().toString()))
                .virtual(2, 1)
                .virtual(3, 1)
                .listener(4, Integer.toString(port))
                .listener(5, Integer.toString(secondPort))
                .listener(6, Integer.toString(otherPort))
                .policy(7, 4, 2, true)
                .policy(8, 5, 2, true)
                .policy(9, 6, 3, true);
    }

    @AfterEach
    void close() throws IOException {
        broker.close();
    }

    @Test
    void ofTheNode() throws IOException {
        try (RelayNode node = node(Limits.Connections.atMost(1));
                Socket first = served(connect(port))) {
            assertTurnedAway(node, ConnectionEnd.CONNECTION_LIMIT, connect(otherPort));
            served(first);
        }
    }

    @Test
    void ofAListener() throws IOException {
        try (RelayNode node = node(new Limits.Connections(100, ONE, NONE, NONE, NONE));
                Socket first = served(connect(port))) {
            assertTurnedAway(node, ConnectionEnd.LISTENER_CONNECTION_LIMIT, connect(port));
            served(connect(secondPort)).close();
            served(first);
            assertThat(limit(node, "listener")).isEqualTo(1);
        }
    }

    @Test
    void ofAVirtualCluster() throws IOException {
        try (RelayNode node = node(new Limits.Connections(100, NONE, ONE, NONE, NONE));
                Socket first = served(connect(port))) {
            Socket second = connect(secondPort);
            second.getOutputStream().write(request(ApiKeys.HEARTBEAT, 0, 1)); // which tells where it goes
            assertTurnedAway(node, ConnectionEnd.VIRTUAL_CLUSTER_CONNECTION_LIMIT, second);
            served(connect(otherPort)).close();
            served(first);
            assertThat(limit(node, "virtual_cluster")).isEqualTo(1);
        }
    }

    @Test
    void ofAnAddress() throws IOException {
        try (RelayNode node = node(new Limits.Connections(100, NONE, NONE, ONE, NONE));
                Socket first = served(connect(port))) {
            assertTurnedAway(node, ConnectionEnd.ADDRESS_CONNECTION_LIMIT, connect(otherPort));
            served(connectFrom("127.0.0.2", otherPort)).close();
            served(first);
            assertThat(limit(node, "address")).isEqualTo(1);
        }
    }

    @Test
    void anAddressIsTheOneThatALoadBalancerNames() throws IOException {
        Limits limits = limits(new Limits.Connections(100, NONE, NONE, ONE, NONE), Limits.Times.standard());
        try (RelayNode node =
                        new RelayNode(limits, TlsEngine.AUTO, TrustedProxies.parse("127.0.0.1")).apply(snapshots);
                Socket first = served(connect(port), header("192.0.2.7"))) {
            Socket second = connect(port);
            second.getOutputStream().write(joined(header("192.0.2.7"), request(ApiKeys.HEARTBEAT, 0, 1)));
            assertTurnedAway(node, ConnectionEnd.ADDRESS_CONNECTION_LIMIT, second);
            served(connect(port), header("192.0.2.8")).close();
            served(first);
        }
    }

    @Test
    void ofTheRateOfAnAddress() throws IOException {
        try (RelayNode node = node(new Limits.Connections(100, NONE, NONE, NONE, ONE));
                Socket first = served(connect(port))) {
            while (node.ended(ConnectionEnd.ADDRESS_CONNECTION_RATE) == 0) { // on a slow machine a second may be over
                connect(otherPort).close();
            }
            served(connectFrom("127.0.0.2", otherPort)).close();
            served(first);
        }
    }

    @Test
    void whatAConnectionTookIsFreeWhenItCloses() throws IOException {
        try (RelayNode node = node(new Limits.Connections(100, ONE, ONE, ONE, NONE))) {
            served(connect(port)).close();

            await().until(() -> node.connections.openConnections() == 0);

            served(connect(port)).close();
        }
    }

    @Test
    void whoIsIdleIsClosedAndWhoAsksNowAndThenIsNot() throws IOException {
        try (RelayNode node = new RelayNode(limits(MANY, impatient(Duration.ofSeconds(2)))).apply(snapshots);
                Socket idle = served(connect(port));
                Socket busy = served(connect(otherPort))) {
            while (node.ended(ConnectionEnd.IDLE_TIMEOUT) == 0) {
                served(busy);
            }
            assertThat(isClosed(idle, Patience.LIMIT)).isTrue();
            served(busy);
        }
    }

    @Test
    void whoWaitsForAnAnswerIsNotIdle() throws IOException {
        CountDownLatch goOn = new CountDownLatch(1);
        List<Socket> leftAlone = new ArrayList<>(); // a socket that nobody refers to is closed by the garbage collector
        broker.on(ApiKeys.LIST_GROUPS, FakeBroker.after(goOn, FakeBroker.with((byte) 9)));
        try (RelayNode node = new RelayNode(limits(MANY, impatient(Duration.ofSeconds(1)))).apply(snapshots);
                Socket waiting = connect(port)) {
            waiting.getOutputStream().write(request(ApiKeys.LIST_GROUPS, 0, 2));
            for (int others = 1; others <= 3; others++) {
                leftAlone.add(served(connect(otherPort)));
                int idle = others;
                await().until(() -> node.ended(ConnectionEnd.IDLE_TIMEOUT) == idle);
            }
            goOn.countDown();
            assertThat(answer(waiting)).endsWith(9);
        }
        for (Socket socket : leftAlone) {
            socket.close();
        }
    }

    @Test
    void bytesOfAVirtualClusterAreReadLaterAndNobodyIsClosed() throws IOException {
        int bytesPerSecond = 1_024;
        byte[] request = request(ApiKeys.HEARTBEAT, 0, 1, new byte[900]);
        int requests = 4;
        Limits limits = limits(MANY, Limits.Times.standard(), OptionalLong.of(bytesPerSecond));
        try (RelayNode node = new RelayNode(limits).apply(snapshots);
                Socket paced = connect(port)) {
            long begun = System.nanoTime();
            for (int i = 0; i < requests; i++) {
                assertThat(send(paced, request)).hasSize(6);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begun);

            // All but those of the first second and of the last read, which is paid for afterwards.
            int paid = (requests - 1) * request.length - bytesPerSecond;
            assertThat(took).isGreaterThan(Duration.ofMillis(paid * 1_000L / bytesPerSecond));
            await().until(() -> pausedSeconds(node, 2, "received") > 1);
            served(connect(otherPort)).close();
            assertThat(pausedSeconds(node, 3, "received")).isZero();
            assertThat(pausedSeconds(node, 2, "sent")).as("answers are short").isZero();
            served(connect(secondPort)).close();
            served(paced);
            assertThat(node.metrics.get("signalbox.bytes.limit").gauge().value())
                    .isEqualTo(bytesPerSecond);
        }
    }

    @Test
    void whoIsReadLaterIsNotIdle() throws IOException {
        Limits limits = limits(MANY, impatient(Duration.ofSeconds(1)), OptionalLong.of(1_024));
        byte[] request = request(ApiKeys.HEARTBEAT, 0, 1, new byte[900]);
        try (RelayNode node = new RelayNode(limits).apply(snapshots);
                Socket client = connect(port)) {
            client.getOutputStream().write(joined(request, request, request, request, request));
            for (int answers = 0; answers < 5; answers++) {
                answer(client);
            }

            served(client); // after 3.5 seconds

            assertThat(node.ended(ConnectionEnd.IDLE_TIMEOUT)).isZero();
        }
    }

    @Test
    void bytesOfBrokersAreReadLater() throws IOException {
        int bytesPerSecond = 1_024;
        broker.on(ApiKeys.LIST_GROUPS, FakeBroker.with(new byte[900]));
        try (RelayNode node = new RelayNode(limits(MANY, Limits.Times.standard(), OptionalLong.of(bytesPerSecond)))
                        .apply(snapshots);
                Socket client = connect(port)) {
            while (pausedSeconds(node, 2, "sent") == 0) { // on a slow machine there is room again in between
                assertThat(send(client, request(ApiKeys.LIST_GROUPS, 0, 2))).hasSize(904);
            }
            served(client);
        }
    }

    private static double pausedSeconds(RelayNode node, int virtualCluster, String direction) {
        return node.metrics.find("signalbox.client.paused.seconds").functionCounters().stream()
                .filter(counter -> direction.equals(counter.getId().getTag("direction")))
                .filter(counter -> Snapshots.id(virtualCluster)
                        .toString()
                        .equals(counter.getId().getTag("kong.konnect.virtual_cluster.id")))
                .mapToDouble(FunctionCounter::count)
                .sum();
    }

    private static Limits.Times impatient(Duration idle) {
        Limits.Times times = Limits.Times.standard();
        return new Limits.Times(
                times.handshake(),
                times.firstRequest(),
                times.login(),
                times.request(),
                Optional.of(idle),
                times.drain());
    }

    private RelayNode node(Limits.Connections connections) {
        return new RelayNode(limits(connections, Limits.Times.standard())).apply(snapshots);
    }

    private static Limits limits(Limits.Connections connections, Limits.Times times) {
        return limits(connections, times, OptionalLong.empty());
    }

    private static Limits limits(Limits.Connections connections, Limits.Times times, OptionalLong bytesPerSecond) {
        return new Limits(connections, times, 1_000, Limits.MAX_IN_FLIGHT, bytesPerSecond);
    }

    private static double limit(RelayNode node, String scope) {
        Gauge gauge = node.metrics
                .get("signalbox.connections.limit")
                .tag("scope", scope)
                .gauge();
        return gauge.value();
    }

    private static byte[] header(String client) {
        return ascii("PROXY TCP4 " + client + " 192.0.2.9 40000 9092\r\n");
    }

    /** A request on this connection is answered. */
    private static Socket served(Socket client, byte... before) throws IOException {
        assertThat(send(client, joined(before, request(ApiKeys.HEARTBEAT, 0, 1))))
                .hasSize(6);
        return client;
    }

    private static void assertTurnedAway(RelayNode node, CloseReason reason, Socket client) throws IOException {
        try (client) {
            assertThat(isClosed(client, Patience.LIMIT)).isTrue();
        }
        await().until(() -> node.ended(reason) == 1);
    }

    private static Socket connectFrom(String address, int port) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(address, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout((int) Patience.LIMIT.toMillis());
        return socket;
    }
}
