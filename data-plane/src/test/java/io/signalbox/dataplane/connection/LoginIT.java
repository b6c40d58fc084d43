package io.signalbox.dataplane.connection;

import static io.signalbox.dataplane.Patience.await;
import static io.signalbox.dataplane.connection.RelayNode.answer;
import static io.signalbox.dataplane.connection.RelayNode.connect;
import static io.signalbox.dataplane.connection.RelayNode.joined;
import static io.signalbox.dataplane.connection.RelayNode.request;
import static io.signalbox.dataplane.connection.RelayNode.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.TestPorts;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.dataplane.connection.FakeBroker.Answer;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.login.LoginFailure;
import io.signalbox.proto.config.v1.AnonymousAuth;
import io.signalbox.proto.config.v1.PlainLogin;
import io.signalbox.proto.config.v1.SaslPlainAuth;
import io.signalbox.proto.config.v1.WireBackendCluster;
import io.signalbox.proto.config.v1.WireClientAuth;
import io.signalbox.proto.config.v1.WireMediation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Logins on the wire, where a real client cannot be made to do what a stranger may. */
@Isolated
class LoginIT {

    private static final WireClientAuth ANONYMOUS = WireClientAuth.newBuilder()
            .setAnonymous(AnonymousAuth.getDefaultInstance())
            .build();

    private final RelayNode node = new RelayNode();
    private final ByteArrayOutputStream seenByBroker = new ByteArrayOutputStream();
    private FakeBroker broker;
    private Snapshots snapshots;
    private int port;

    @BeforeEach
    void start() throws IOException {
        broker = new FakeBroker()
                .on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) 1))
                .on(ApiKeys.PRODUCE, (request, out) -> {
                    seenByBroker.writeBytes(FakeBroker.bytes(request));
                    if (request.getShort(12) != 0) {
                        FakeBroker.with((byte) 3).to(request, out);
                    }
                });
        broker.knows(Map.of(0, broker.address()));
        port = TestPorts.free(2);
        snapshots = new Snapshots()
                .backend(1, List.of(broker.address().toString()))
                .listener(3, port + "-" + (port + 1))
                .policy(4, 3, 2, true);
    }

    @AfterEach
    void close() throws IOException {
        node.close();
        broker.close();
    }

    @Test
    void requestsThatFollowALoginWithoutWaitingForItAreAnsweredInOrder() throws IOException {
        serve(plain("alice"));
        try (Socket client = connect(port)) {
            client.getOutputStream()
                    .write(joined(
                            handshake(1),
                            authenticate(2, "alice"),
                            request(ApiKeys.HEARTBEAT, 0, 3),
                            request(ApiKeys.HEARTBEAT, 0, 4)));

            assertThat(ByteBuffer.wrap(answer(client)).getInt()).isEqualTo(1);
            assertThat(error(answer(client))).isEqualTo(Errors.NONE);
            assertThat(ByteBuffer.wrap(answer(client)).getInt()).isEqualTo(3);
            assertThat(ByteBuffer.wrap(answer(client)).getInt()).isEqualTo(4);
        }
    }

    @Test
    void nothingBeforeALoginReachesTheBroker() throws IOException {
        serve(plain("alice"));
        try (Socket client = connect(port)) {
            client.getOutputStream().write(request(ApiKeys.HEARTBEAT, 0, 1));

            assertThat(RelayNode.isClosed(client, Patience.LIMIT)).isTrue();
        }
        await().until(() -> node.ended(LoginFailure.AUTHENTICATION_REQUIRED) == 1);
        // The node asks the broker by connections of its own; one that was opened for the client would say nothing.
        await().until(() -> broker.firstRequests().size() == broker.accepted());
        assertThat(broker.firstRequests()).containsOnly(ApiKeys.API_VERSIONS);
    }

    @Test
    void aLoginWhereNoneIsDeclaredIsAnsweredBehindWhatIsOutstanding() throws IOException {
        serve(ANONYMOUS);
        try (Socket client = connect(port)) {
            client.getOutputStream().write(joined(request(ApiKeys.HEARTBEAT, 0, 7), handshake(8)));

            assertThat(ByteBuffer.wrap(answer(client)).getInt()).isEqualTo(7);
            byte[] refusal = answer(client);
            assertThat(ByteBuffer.wrap(refusal).getInt()).isEqualTo(8);
            assertThat(error(refusal)).isEqualTo(Errors.UNSUPPORTED_SASL_MECHANISM);
            assertThat(RelayNode.isClosed(client, Patience.LIMIT)).isTrue();
        }
    }

    @Test
    void aLargeFirstRequestOfAClientThatNeedsNoLoginPassesUnchanged() throws IOException {
        serve(plain("alice"), ANONYMOUS);
        byte[] produce = request(ApiKeys.PRODUCE, 3, 1, new byte[700_000]);
        ByteBuffer.wrap(produce).putShort(14, (short) -1).putShort(16, (short) 1); // no transaction, acks=1
        try (Socket client = connect(port)) {
            assertThat(ByteBuffer.wrap(send(client, produce)).getInt()).isEqualTo(1);
        }
        assertThat(seenByBroker.toByteArray()).isEqualTo(Arrays.copyOfRange(produce, 4, produce.length));
    }

    @Test
    void whatIsNoLoginRequestThoughItSaysSoEndsTheConnection() throws IOException {
        serve(plain("alice"));
        try (Socket client = connect(port)) {
            client.getOutputStream().write(request(ApiKeys.SASL_HANDSHAKE, 1, 1, (byte) 0x7f, (byte) 0xff));

            assertThat(RelayNode.isClosed(client, Patience.LIMIT)).isTrue();
        }
        await().until(() -> node.ended(ProtocolViolation.MALFORMED_REQUEST) == 1);
    }

    @Test
    void anotherPrincipalClosesNothingAndOnesOwnOnlyOnesOwn() throws IOException {
        serve(plain("alice", "bob"));
        try (Socket alice = loggedIn("alice");
                Socket bob = loggedIn("bob")) {
            serve(plain("alice", "bob", "carol"));
            send(alice, request(ApiKeys.HEARTBEAT, 0, 3));
            send(bob, request(ApiKeys.HEARTBEAT, 0, 3));

            serve(plain("alice", "carol"));

            assertThat(RelayNode.isClosed(bob, Patience.LIMIT)).isTrue();
            send(alice, request(ApiKeys.HEARTBEAT, 0, 4));
        }
        assertThat(node.ended(ConnectionEnd.ROUTE_CHANGED)).isEqualTo(1);
    }

    @Test
    void aClientMakesItselfKnownAnewInTheMiddleOfItsRequests() throws IOException {
        serve(plain("alice"));
        try (Socket client = loggedIn("alice")) {
            client.getOutputStream()
                    .write(joined(
                            request(ApiKeys.HEARTBEAT, 0, 3),
                            handshake(4),
                            authenticate(5, "alice"),
                            request(ApiKeys.HEARTBEAT, 0, 6)));

            for (int correlationId = 3; correlationId <= 6; correlationId++) {
                assertThat(ByteBuffer.wrap(answer(client)).getInt()).isEqualTo(correlationId);
            }
        }
    }

    @Test
    void aRequestThatWaitsForTheNodesOwnLoginIsAnsweredThoughTheNodeStops() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger logins = serveBehindALogin(goOn);
        try (Socket client = connect(port)) {
            client.getOutputStream().write(request(ApiKeys.HEARTBEAT, 0, 1));
            await().until(() -> logins.get() >= 2); // the client's, and that of the node's own question
            Thread stop = new Thread(() -> node.connections.drain(Patience.LIMIT));
            stop.start();
            await().until(() -> node.connections.openConnections() == 1 && stop.isAlive());

            goOn.countDown();

            assertThat(ByteBuffer.wrap(answer(client)).getInt()).isEqualTo(1);
            assertThat(RelayNode.isClosed(client, Patience.LIMIT)).isTrue();
            stop.join();
        }
        assertThat(node.ended(ConnectionEnd.SHUTDOWN)).isEqualTo(1);
    }

    @Test
    void aRequestThatWantsNoAnswerWaitsForTheNodesOwnLoginThoughItsClientHasClosed() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger logins = serveBehindALogin(goOn);
        try (Socket client = connect(port)) {
            client.getOutputStream().write(joined(produceWithoutAnswer(), produceWithoutAnswer()));
        }
        await().until(() -> logins.get() >= 2);

        goOn.countDown();

        int bytes = 2 * (produceWithoutAnswer().length - 4);
        await().untilAsserted(() -> assertThat(seenByBroker.size()).isEqualTo(bytes));
    }

    @Test
    void aRequestThatWantsNoAnswerFollowsALoginThoughItsClientHasClosed() throws Exception {
        serve(plain("alice"));
        try (Socket client = connect(port)) {
            client.getOutputStream().write(joined(handshake(1), authenticate(2, "alice"), produceWithoutAnswer()));
        }

        await().untilAsserted(() -> assertThat(seenByBroker.size()).isEqualTo(produceWithoutAnswer().length - 4));
    }

    /** The node authenticates itself to the broker, which takes its time for that; returns how often it was asked. */
    private AtomicInteger serveBehindALogin(CountDownLatch goOn) {
        AtomicInteger logins = new AtomicInteger();
        broker.on(ApiKeys.SASL_HANDSHAKE, FakeBroker.with(new byte[6])); // no error, no mechanisms
        Answer granted =
                FakeBroker.after(goOn, FakeBroker.with(new byte[] {0, 0, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
        broker.on(ApiKeys.SASL_AUTHENTICATE, (request, out) -> {
            logins.incrementAndGet();
            granted.to(request, out);
        });
        snapshots.backend(
                1,
                WireBackendCluster.newBuilder()
                        .setName("with a login")
                        .addBootstrapServers(broker.address().toString())
                        .setAnonymousClientsAllowed(true)
                        .setPlain(PlainLogin.newBuilder().setUsername("node").setPassword("n")));
        serve(ANONYMOUS);
        return logins;
    }

    private static byte[] produceWithoutAnswer() {
        byte[] body = new byte[106];
        body[0] = -1; // no transactional id
        body[1] = -1;
        return request(ApiKeys.PRODUCE, 3, 1, body);
    }

    /** Who leaves while the answer to a wrong password is held back must not leave its frame behind. */
    @Test
    void aClientThatDoesNotWaitForItsRefusalLeavesNothingBehind() throws IOException {
        serve(plain("alice"));
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        List<String> leaks = new CopyOnWriteArrayList<>();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ByteBufUtil.setLeakListener((type, records) -> leaks.add(records));
        try {
            for (int i = 0; i < 10; i++) {
                try (Socket client = connect(port)) {
                    send(client, handshake(1));
                    client.getOutputStream().write(authenticate(2, "stranger"));
                }
            }
            await().until(() -> node.connections.openConnections() == 0);

            for (int i = 0; i < 5; i++) { // a leak is told of by the next buffer behind the collection
                System.gc();
                connect(port).close();
                await().until(() -> node.connections.openConnections() == 0);
                ByteBufAllocator.DEFAULT.buffer().release();
            }
            assertThat(leaks).noneMatch(records -> records.contains("RequestHandler"));
        } finally {
            ByteBufUtil.setLeakListener((type, records) -> {});
            ResourceLeakDetector.setLevel(level);
        }
    }

    private void serve(WireClientAuth... authentication) {
        node.apply(snapshots.virtual(2, 1, authentication));
    }

    private Socket loggedIn(String name) throws IOException {
        Socket client = connect(port);
        send(client, handshake(1));
        assertThat(error(send(client, authenticate(2, name)))).isEqualTo(Errors.NONE);
        send(client, request(ApiKeys.HEARTBEAT, 0, 2));
        return client;
    }

    /** Terminated; each name is its own password. */
    private static WireClientAuth plain(String... names) {
        SaslPlainAuth.Builder plain = SaslPlainAuth.newBuilder().setMediation(WireMediation.MEDIATION_TERMINATE);
        for (String name : names) {
            plain.addPrincipals(PlainLogin.newBuilder().setUsername(name).setPassword(name));
        }
        return WireClientAuth.newBuilder().setSaslPlain(plain).build();
    }

    private static byte[] handshake(int correlationId) {
        return request(
                ApiKeys.SASL_HANDSHAKE,
                1,
                correlationId,
                (byte) 0,
                (byte) 5,
                (byte) 'P',
                (byte) 'L',
                (byte) 'A',
                (byte) 'I',
                (byte) 'N');
    }

    private static byte[] authenticate(int correlationId, String name) {
        byte[] message = ("\0" + name + "\0" + name).getBytes(StandardCharsets.UTF_8);
        byte[] body = ByteBuffer.allocate(4 + message.length)
                .putInt(message.length)
                .put(message)
                .array();
        return request(ApiKeys.SASL_AUTHENTICATE, 1, correlationId, body);
    }

    private static Errors error(byte[] answer) {
        return Errors.forCode(ByteBuffer.wrap(answer).getShort(4));
    }
}
