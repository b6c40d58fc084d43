package io.signalbox.dataplane.connection;

import static io.signalbox.dataplane.Patience.await;
import static io.signalbox.dataplane.connection.RelayNode.ascii;
import static io.signalbox.dataplane.connection.RelayNode.joined;
import static io.signalbox.dataplane.connection.RelayNode.request;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.TestPorts;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.tls.TlsEngine;
import io.signalbox.proto.config.v1.WireBrokerHostFormat;
import io.signalbox.routing.CloseReason;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Load balancers in front of a node, and strangers that behave as if they were one. */
@Isolated
class ProxyProtocolIT {

    private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;
    private static final int UDP4 = 0x12;

    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            log.add(event.getFormattedMessage());
        }
    };
    private final Logger closeLog = (Logger) LoggerFactory.getLogger(CloseLog.class);
    private FakeBroker broker;
    private Snapshots snapshots;
    private int port;

    @BeforeEach
    void open() throws IOException {
        broker = new FakeBroker();
        broker.on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) 7)).knows(Map.of(0, broker.address()));
        port = TestPorts.free();
        snapshots = new Snapshots()
                .backend(1, List.of(broker.address().toString()))
                .virtual(2, 1)
                .listener(3, Integer.toString(port));
        appender.start();
        closeLog.addAppender(appender);
        closeLog.setLevel(Level.DEBUG);
    }

    @AfterEach
    void close() throws IOException {
        closeLog.detachAppender(appender);
        closeLog.setLevel(Level.WARN);
        broker.close();
    }

    static Stream<Arguments> headers() throws IOException {
        return Stream.of(
                Arguments.of("version 1", ascii("PROXY TCP4 192.0.2.7 192.0.2.8 40000 9092\r\n"), "/192.0.2.7:40000"),
                Arguments.of(
                        "version 1, IPv6",
                        ascii("PROXY TCP6 2001:db8::7 2001:db8::8 40000 9092\r\n"),
                        "/[2001:db8:0:0:0:0:0:7]:40000"),
                Arguments.of("version 1, unknown", ascii("PROXY UNKNOWN\r\n"), "/127.0.0.1:"),
                Arguments.of("version 1, unknown and more", ascii("PROXY UNKNOWN ff:: ee:: 1 2\r\n"), "/127.0.0.1:"),
                Arguments.of("version 2", v2(PROXY, TCP4, ipv4()), "/192.0.2.7:40000"),
                Arguments.of("version 2, IPv6", v2(PROXY, TCP6, ipv6()), "/[2001:db8:0:0:0:0:0:7]:40000"),
                Arguments.of("version 2, extras", v2(PROXY, TCP4, ipv4(), extra(0xea, 300)), "/192.0.2.7:40000"),
                Arguments.of("version 2, local", v2(LOCAL, 0), "/127.0.0.1:"),
                Arguments.of("version 2, local with extras", v2(LOCAL, 0, extra(3, 4)), "/127.0.0.1:"),
                Arguments.of("version 2, unspecified", v2(PROXY, 0), "/127.0.0.1:"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void aTrustedBalancerSaysForWhomItConnects(String name, byte[] header, String address) throws IOException {
        snapshots.policy(4, 3, 2, true);
        try (RelayNode node = behind("127.0.0.0/8")) {
            try (Socket client = RelayNode.connect(port)) {
                client.getOutputStream().write(joined(header, request(ApiKeys.HEARTBEAT, 0, 1)));
                assertThat(RelayNode.answer(client)).endsWith(7);
                assertThat(RelayNode.send(client, request(ApiKeys.HEARTBEAT, 0, 2)))
                        .endsWith(7);
            }
            assertLogged("reason=client_closed", "client=" + address);
            assertThat(node.ended(ConnectionEnd.CLIENT_CLOSED)).isEqualTo(1);
        }
    }

    @Test
    void aHeaderMayComeByteByByte() throws IOException {
        snapshots.policy(4, 3, 2, true);
        byte[] all = joined(v2(PROXY, TCP4, ipv4(), extra(0xea, 20)), request(ApiKeys.HEARTBEAT, 0, 1));
        try (RelayNode node = behind("127.0.0.1")) {
            try (Socket client = RelayNode.connect(port)) {
                for (byte one : all) {
                    client.getOutputStream().write(one);
                }
                assertThat(RelayNode.answer(client)).endsWith(7);
            }
            assertLogged("reason=client_closed", "client=/192.0.2.7:40000");
            assertThat(node.problemCodes()).isEmpty();
        }
    }

    @Test
    void aServerNameIsRoutedBehindAHeader() throws IOException {
        Issuer authority = Issuer.create(KeyKind.EC, "CN=ca.example", Duration.ofDays(1));
        snapshots
                .sni(5, 3, ".example.com", WireBrokerHostFormat.BROKER_HOST_FORMAT_SHARED_SUFFIX)
                .tlsServer(
                        4,
                        3,
                        authority.issue(
                                CertificateRequest.of(KeyKind.EC, "CN=gw", Duration.ofDays(1), "*.example.com")));
        try (RelayNode node = behind("127.0.0.1")) {
            try (Socket below = RelayNode.connect(port)) {
                below.getOutputStream().write(v2(PROXY, TCP4, ipv4()));
                SSLSocket client = TlsClient.trusting(authority.authority().certificate())
                        .over(below, Optional.of("bootstrap-virtual-2.example.com"));
                assertThat(RelayNode.send(client, request(ApiKeys.HEARTBEAT, 0, 1)))
                        .endsWith(7);
            }
            assertLogged("client=/192.0.2.7:40000");
            assertThat(node.problemCodes()).isEmpty();
        }
    }

    static Stream<Arguments> refused() throws IOException {
        return Stream.of(
                Arguments.of("no header", request(ApiKeys.HEARTBEAT, 0, 1), ConnectionEnd.PROXY_PROTOCOL_REQUIRED),
                Arguments.of("TLS", new byte[] {0x16, 3, 1, 0, 5}, ConnectionEnd.PROXY_PROTOCOL_REQUIRED),
                Arguments.of("HTTP", ascii("POST / HTTP/1.1\r\n\r\n"), ConnectionEnd.PROXY_PROTOCOL_REQUIRED),
                Arguments.of(
                        "no such address",
                        ascii("PROXY TCP4 192.0.2.777 192.0.2.8 40000 9092\r\n"),
                        ConnectionEnd.PROXY_PROTOCOL_MALFORMED),
                Arguments.of(
                        "too long a line",
                        ascii("PROXY TCP4 " + "1".repeat(200)),
                        ConnectionEnd.PROXY_PROTOCOL_MALFORMED),
                Arguments.of(
                        "too long a header",
                        v2(PROXY, TCP4, ipv4(), extra(0xea, 60_000)),
                        ConnectionEnd.PROXY_PROTOCOL_MALFORMED),
                Arguments.of(
                        "extras that end early",
                        v2(PROXY, TCP4, ipv4(), new byte[] {(byte) 0xea, 0, 99, 1}),
                        ConnectionEnd.PROXY_PROTOCOL_MALFORMED),
                Arguments.of("for UDP", v2(PROXY, UDP4, ipv4()), ConnectionEnd.PROXY_PROTOCOL_MALFORMED),
                Arguments.of("half an address", v2(PROXY, TCP4, new byte[6]), ConnectionEnd.PROXY_PROTOCOL_MALFORMED),
                Arguments.of("no such command", v2(0x2f, TCP4, ipv4()), ConnectionEnd.PROXY_PROTOCOL_MALFORMED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void aTrustedBalancerThatSendsNoGoodHeaderIsTurnedAway(String name, byte[] bytes, CloseReason reason)
            throws IOException {
        snapshots.policy(4, 3, 2, true);
        try (RelayNode node = behind("127.0.0.1");
                Socket client = RelayNode.connect(port)) {
            client.getOutputStream().write(bytes);

            assertThat(RelayNode.isClosed(client, Patience.LIMIT)).isTrue();
            assertLogged("reason=" + reason.code());
            assertThat(node.endings()).containsOnlyKeys(reason.code());
        }
    }

    static Stream<Arguments> strangers() throws IOException {
        return Stream.of(
                        ascii("PROXY TCP4 192.0.2.7 192.0.2.8 40000 9092\r\n"),
                        v2(PROXY, TCP4, ipv4()),
                        ascii("PROXY UNKNOWN\r\n"),
                        v2(LOCAL, 0))
                .flatMap(header -> Stream.of(true, false).map(tls -> Arguments.of(header, tls)));
    }

    @ParameterizedTest(name = "{index}: a listener with TLS: {1}")
    @MethodSource("strangers")
    void aHeaderFromAnybodyElseHasAReasonOfItsOwn(byte[] header, boolean tls) throws IOException {
        if (tls) {
            Issuer authority = Issuer.create(KeyKind.EC, "CN=ca.example", Duration.ofDays(1));
            snapshots.tlsServer(
                    9,
                    3,
                    authority.issue(CertificateRequest.of(KeyKind.EC, "CN=gw", Duration.ofDays(1), "*.example.com")));
        }
        snapshots.policy(4, 3, 2, true);
        try (RelayNode node = behind("192.0.2.0/24,2001:db8::/32");
                Socket client = RelayNode.connect(port)) {
            client.getOutputStream().write(joined(header, request(ApiKeys.HEARTBEAT, 0, 1)));

            assertThat(RelayNode.isClosed(client, Patience.LIMIT)).isTrue();
            assertLogged("reason=proxy_protocol_not_trusted", "client=/127.0.0.1:");
            assertThat(node.ended(ProtocolViolation.PROXY_PROTOCOL_NOT_TRUSTED)).isEqualTo(1);
        }
    }

    private RelayNode behind(String networks) {
        return new RelayNode(RelayNode.LIMITS, TlsEngine.AUTO, TrustedProxies.parse(networks)).apply(snapshots);
    }

    private void assertLogged(String... parts) {
        await().untilAsserted(() ->
                assertThat(log).anySatisfy(line -> assertThat(line).contains(parts)));
    }

    private static byte[] v2(int command, int protocol, byte[]... parts) throws IOException {
        byte[] body = joined(parts);
        return joined(
                SIGNATURE,
                ByteBuffer.allocate(4)
                        .put((byte) command)
                        .put((byte) protocol)
                        .putShort((short) body.length)
                        .array(),
                body);
    }

    private static byte[] ipv4() {
        return ByteBuffer.allocate(12)
                .put(new byte[] {(byte) 192, 0, 2, 7, (byte) 192, 0, 2, 8})
                .putShort((short) 40_000)
                .putShort((short) 9_092)
                .array();
    }

    private static byte[] ipv6() {
        byte[] address = {0x20, 1, 0x0d, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7};
        return ByteBuffer.allocate(36)
                .put(address)
                .put(address)
                .putShort((short) 40_000)
                .putShort((short) 9_092)
                .array();
    }

    private static byte[] extra(int type, int bytes) {
        return ByteBuffer.allocate(3 + bytes)
                .put((byte) type)
                .putShort((short) bytes)
                .array();
    }
}
