package io.signalbox.dataplane.connection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.config.ConfigApplier;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.ImagePublisher;
import io.signalbox.dataplane.config.NodeEnvironment;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.dataplane.listener.PortBinder;
import io.signalbox.dataplane.login.Logins;
import io.signalbox.dataplane.login.TokenChecks;
import io.signalbox.dataplane.tls.BackendContexts;
import io.signalbox.dataplane.tls.TlsContexts;
import io.signalbox.dataplane.tls.TlsEngine;
import io.signalbox.dataplane.transport.Transport;
import io.signalbox.dataplane.upstream.Upstreams;
import io.signalbox.records.encryption.ManagedKeys;
import io.signalbox.records.schema.Schemas;
import io.signalbox.routing.CloseReason;
import io.signalbox.telemetry.Telemetry;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/** The relaying half of a node, on real sockets, with a configuration of the test's own. */
final class RelayNode implements AutoCloseable {

    static final int MAX_REQUEST_BYTES = 1_000_000;
    static final Duration DRAIN = Duration.ofSeconds(2);
    private static final Limits.Times STANDARD = Limits.Times.standard();
    /** What most tests do not come to. */
    static final Limits LIMITS = new Limits(
            Limits.Connections.atMost(1_000),
            new Limits.Times(
                    STANDARD.handshake(),
                    STANDARD.firstRequest(),
                    STANDARD.login(),
                    STANDARD.request(),
                    STANDARD.idle(),
                    DRAIN),
            MAX_REQUEST_BYTES,
            Limits.MAX_IN_FLIGHT,
            OptionalLong.empty());

    /** Every connection. */
    static final ConnectionFilter ANY = new ConnectionFilter(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 10);

    private static final int SOCKET_TIMEOUT_MILLIS = (int) Patience.LIMIT.toMillis();

    final ProblemBoard problems = new ProblemBoard();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final ConnectionRegistry connections;
    private final AccessLog accessLog = AccessLog.start(true, metrics);
    final PortBinder ports;
    final Upstreams upstreams;
    final TlsContexts tls;
    private final TokenChecks tokens = new TokenChecks(problems);
    final BackendContexts backends;
    private final Transport transport = Transport.open(2);
    private final ImagePublisher images;
    private final ConfigApplier applier;

    RelayNode() {
        this(LIMITS);
    }

    RelayNode(TlsEngine engine) {
        this(LIMITS, engine, TrustedProxies.NONE);
    }

    RelayNode(Limits limits) {
        this(limits, TlsEngine.AUTO, TrustedProxies.NONE);
    }

    RelayNode(Limits limits, TlsEngine engine, TrustedProxies proxies) {
        this(limits, engine, proxies, Memory.of(Long.MAX_VALUE));
    }

    RelayNode(Limits limits, TlsEngine engine, TrustedProxies proxies, Memory memory) {
        tls = new TlsContexts(engine);
        backends = new BackendContexts(engine);
        upstreams = new Upstreams(transport, backends, problems, (cluster, nanos) -> {});
        ClusterPlans plans = new ClusterPlans();
        connections =
                new ConnectionRegistry(metrics, Telemetry.OFF, limits, new StuckConsumers(problems), memory, accessLog);
        ports = new PortBinder(
                transport,
                new Entrance(
                        this::image,
                        tls,
                        plans,
                        upstreams,
                        connections,
                        new Logins(tokens, Logins.Delays.STANDARD),
                        Schemas.NONE,
                        cluster -> ManagedKeys.NONE,
                        limits,
                        proxies)::of);
        upstreams.onBrokersChanged(connections::onBrokersChanged);
        images = new ImagePublisher(List.of(upstreams, tls, backends, tokens, plans, connections, ports));
        applier = new ConfigApplier(
                images, problems, new NodeEnvironment(Snapshots.NODE.variables(), tls::of, backends::of));
    }

    /** One with a virtual cluster at this port, of which this broker is the only one. */
    static RelayNode at(int port, FakeBroker broker) {
        broker.knows(Map.of(0, broker.address()));
        return new RelayNode()
                .apply(new Snapshots()
                        .backend(1, List.of(broker.address().toString()))
                        .virtual(2, 1)
                        .listener(3, Integer.toString(port))
                        .policy(4, 3, 2, true));
    }

    RelayNode apply(Snapshots snapshots) {
        applier.apply(snapshots.resources());
        return this;
    }

    RoutingImage image() {
        return images.current();
    }

    List<String> problemCodes() {
        return problems.problems().stream().map(ConfigProblem::code).toList();
    }

    /** How many connections ended for this reason. */
    double ended(CloseReason reason) {
        return metrics.getMeters().stream()
                .filter(meter -> reason.code().equals(meter.getId().getTag("reason")))
                .mapToDouble(meter -> ((Counter) meter).count())
                .sum();
    }

    /** The backend clusters that anything is counted of. */
    Set<String> countedBackends() {
        return metrics.getMeters().stream()
                .map(meter -> meter.getId().getTag("kong.konnect.backend_cluster.id"))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** How many connections ended, by reason. */
    Map<String, Double> endings() {
        return metrics.getMeters().stream()
                .filter(meter -> meter.getId().getTag("reason") != null)
                .collect(Collectors.toMap(
                        meter -> meter.getId().getTag("reason"), meter -> ((Counter) meter).count(), Double::sum));
    }

    static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** A request with header v1, no client id, and this body. */
    static byte[] request(ApiKeys key, int version, int correlationId, byte... body) {
        return ByteBuffer.allocate(14 + body.length)
                .putInt(10 + body.length)
                .putShort(key.id)
                .putShort((short) version)
                .putInt(correlationId)
                .putShort((short) -1)
                .put(body)
                .array();
    }

    static byte[] send(Socket socket, byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        return answer(socket);
    }

    /** The next frame, without its size. */
    static byte[] answer(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return frame;
    }

    /** Whether the other side closes the connection within this time, orderly or not. */
    static boolean isClosed(Socket socket, Duration limit) throws IOException {
        socket.setSoTimeout((int) limit.toMillis());
        try {
            return socket.getInputStream().read() == -1;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        accessLog.close();
        ports.close();
        connections.drain(Duration.ZERO);
        transport.close();
    }

    /** A message without its header. */
    static byte[] bytes(Message body, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer bytes = ByteBuffer.allocate(body.size(cache, version));
        body.write(new ByteBufferAccessor(bytes), cache, version);
        return bytes.array();
    }
}
