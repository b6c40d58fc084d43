package io.signalbox.dataplane.connection;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.dataplane.login.Logins;
import io.signalbox.dataplane.login.TokenChecks;
import io.signalbox.dataplane.tls.BackendContexts;
import io.signalbox.dataplane.tls.TlsContexts;
import io.signalbox.dataplane.tls.TlsEngine;
import io.signalbox.dataplane.transport.Transport;
import io.signalbox.dataplane.upstream.Upstreams;
import io.signalbox.fuzz.FuzzTarget;
import io.signalbox.records.encryption.ManagedKeys;
import io.signalbox.records.schema.Schemas;
import io.signalbox.routing.HostPort;
import io.signalbox.telemetry.Telemetry;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * The first bytes of a connection, to a listener with TLS: PROXY headers, ClientHello, and what is neither. The first byte tells whether
 * a load balancer is trusted that says for whom it connects.
 */
final class ArrivalTarget implements FuzzTarget {

    private static final HostPort SOCKET = new HostPort("127.0.0.1", 9092);
    private static final Limits LIMITS = new Limits(
            Limits.Connections.atMost(Integer.MAX_VALUE),
            Limits.Times.standard(),
            1_000,
            Limits.MAX_IN_FLIGHT,
            OptionalLong.empty());
    private static final byte DIRECT = 0;
    private static final byte PROXIED = 1;

    private final ConnectionRegistry registry = new ConnectionRegistry(
            new SimpleMeterRegistry(),
            Telemetry.OFF,
            LIMITS,
            new StuckConsumers(new ProblemBoard()),
            Memory.of(Long.MAX_VALUE),
            AccessLog.OFF);
    private final RoutingImage image = new Snapshots()
            .backend(1)
            .virtual(2, 1)
            .listener(3, "9092")
            .tlsServer(
                    4, 3, Issuer.create(KeyKind.EC, "CN=gw", Duration.ofDays(1)).authority())
            .policy(5, 3, 2, true)
            .build()
            .image();
    private final Entrance entrance = new Entrance(
            () -> image,
            new TlsContexts(TlsEngine.JDK),
            new ClusterPlans(),
            new Upstreams(
                    Transport.open(1), new BackendContexts(TlsEngine.JDK), new ProblemBoard(), (cluster, nanos) -> {}),
            registry,
            new Logins(new TokenChecks(new ProblemBoard()), Logins.Delays.STANDARD),
            Schemas.NONE,
            cluster -> ManagedKeys.NONE,
            LIMITS,
            TrustedProxies.NONE);

    @Override
    public List<byte[]> seeds() {
        byte[] hello = clientHello("bootstrap.orders.example.com");
        byte[] v2 = ByteBufUtil.getBytes(Unpooled.buffer()
                .writeBytes(new byte[] {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n', 0x21, 0x11})
                .writeShort(12)
                .writeBytes(new byte[] {(byte) 192, 0, 2, 7, (byte) 192, 0, 2, 9, 0, 80, 0, 90}));
        return List.of(
                joined(DIRECT, hello),
                joined(DIRECT, clientHello("Orders")),
                joined(PROXIED, ascii("PROXY TCP4 192.0.2.7 192.0.2.9 40000 9092\r\n"), hello),
                joined(PROXIED, ascii("PROXY TCP6 2001:db8::7 2001:db8::9 40000 9092\r\n"), hello),
                joined(PROXIED, ascii("PROXY UNKNOWN\r\n"), hello),
                joined(PROXIED, v2, hello),
                joined(DIRECT, RelayNode.request(org.apache.kafka.common.protocol.ApiKeys.METADATA, 0, 1, new byte[4])),
                joined(DIRECT, ascii("GET / HTTP/1.1\r\n\r\n")));
    }

    @Override
    public void read(byte[] input) {
        if (input.length == 0) {
            return;
        }
        EmbeddedChannel client = new Client();
        PendingConnection pending = new PendingConnection(
                client, SOCKET, image.listenerAt(SOCKET).orElseThrow().ref(), entrance);
        if (input[0] == PROXIED) {
            ProxyHeader.expect(client.pipeline(), pending);
        }
        client.pipeline().addLast(new FirstByteHandler(pending));
        int half = 1 + (input.length - 1) / 2;
        for (byte[] part : List.of(Arrays.copyOfRange(input, 1, half), Arrays.copyOfRange(input, half, input.length))) {
            if (part.length > 0 && client.isOpen()) {
                client.writeInbound(Unpooled.directBuffer(part.length).writeBytes(part));
                client.runPendingTasks();
            }
        }
        client.unsafe().close(client.newPromise()); // as a client does it, and not a handler
        client.runPendingTasks();
        client.checkException(); // the handlers tell why a connection ended, and pass nothing on
        client.finishAndReleaseAll();
        if (registry.openConnections() != 0) {
            throw new AssertionError("the connection is still counted");
        }
    }

    /** With addresses, as sockets have them. */
    private static final class Client extends EmbeddedChannel {
        @Override
        protected SocketAddress localAddress0() {
            return new InetSocketAddress(SOCKET.host(), SOCKET.port());
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress("192.0.2.1", 40_000);
        }
    }

    private static byte[] clientHello(String name) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, null, null);
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name.getBytes(StandardCharsets.US_ASCII))));
            engine.setSSLParameters(parameters);
            ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), out);
            return Arrays.copyOf(out.array(), out.position());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(byte first, byte[]... parts) {
        return ByteBufUtil.getBytes(
                Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(new byte[] {first}), Unpooled.wrappedBuffer(parts)));
    }
}
