package io.signalbox.dataplane.control;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.signalbox.dataplane.config.ConfigApplier;
import io.signalbox.dataplane.config.ConfigThread;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.proto.config.v1.ConfigStreamGrpc;
import io.signalbox.proto.config.v1.Inquiry;
import io.signalbox.proto.config.v1.Notice;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.Printable;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a config stream to one of the control planes open: the next one after a failure, after a delay that grows. All
 * state belongs to the config thread, on which gRPC calls back, too.
 */
public final class ControlPlaneClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControlPlaneClient.class);
    private static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
    private static final int KEEP_ALIVE_SECONDS = 10;
    private static final int KEEP_ALIVE_TIMEOUT_SECONDS = 5;
    private static final Duration HEALTH_INTERVAL = Duration.ofSeconds(10);
    private static final Duration TRAFFIC_INTERVAL = Duration.ofSeconds(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);
    /** The same failure again is said only so often. */
    private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);
    /** Problems that change together, as many brokers of a cluster do, are reported together. */
    private static final Duration GATHER = Duration.ofMillis(50);

    private final NodeIdentity identity;
    private final ConfigThread configThread;
    private final ConfigApplier applier;
    private final ProblemBoard problems;
    private final NodeReports reports;
    private final SslContext tls;
    private final ControlPlaneLink link = new ControlPlaneLink();
    private final Consumer<StreamFailure> failures;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private final AtomicBoolean reportScheduled = new AtomicBoolean();
    private int attempts;
    private long lastLogged;
    private @Nullable ManagedChannel channel;
    private @Nullable ConfigStream stream;
    private volatile boolean closed;

    /**
     * Connects to nothing yet.
     *
     * @throws SSLException when TLS cannot use the node's certificate, its key or the trusted CA
     */
    public ControlPlaneClient(
            NodeIdentity identity,
            ConfigThread configThread,
            ConfigApplier applier,
            ProblemBoard problems,
            NodeReports reports,
            Consumer<StreamFailure> failures)
            throws SSLException {
        this.identity = identity;
        this.configThread = configThread;
        this.applier = applier;
        this.problems = problems;
        this.reports = reports;
        this.failures = failures;
        this.tls = tls(identity);
    }

    /** Connects, and stays connected, in the background. */
    public void start() {
        problems.onChange(this::scheduleReport);
        configThread.execute(this::connect);
        configThread.every(HEALTH_INTERVAL, this::sendHealth);
        configThread.every(TRAFFIC_INTERVAL, this::sendTraffic);
    }

    /** Ends the stream; waits for it a moment. */
    @Override
    public void close() {
        closed = true;
        problems.onChange(() -> {});
        if (!configThread.runAndWait(STOP_LIMIT, this::disconnect)) {
            LOG.warn("the config stream did not end in order");
        }
    }

    private void connect() {
        if (closed) {
            return;
        }
        HostPort address =
                identity.controlPlanes().get(attempts % identity.controlPlanes().size());
        attempts++;
        ManagedChannel opened = channel(address, tls).executor(configThread).build();
        ConfigStream next = new ConfigStream(applier, problems, new Attempt(address));
        channel = opened;
        stream = next;
        next.begin(ConfigStreamGrpc.newStub(opened).connect(next), identity);
    }

    /** Whether there is a control plane. */
    public ControlPlaneLink link() {
        return link;
    }

    private void onEnd(HostPort address, StreamFailure failure) {
        disconnect();
        if (closed) {
            return;
        }
        Duration delay = backoff.next();
        boolean news = link.failed(failure);
        failures.accept(failure);
        if (news || System.nanoTime() - lastLogged > LOG_INTERVAL.toNanos()) {
            lastLogged = System.nanoTime();
            LOG.warn(
                    "no control plane, serving what is held: control_plane={} reason={} detail=\"{}\" version={}"
                            + " since={} next_attempt_in={}",
                    address,
                    failure.reason().text(),
                    failure.message(),
                    applier.applied().version(),
                    link.since(),
                    delay);
        }
        configThread.after(delay, this::connect);
    }

    /** One call to the control plane at an address. */
    private final class Attempt implements ConfigStream.Events {

        private final HostPort address;

        Attempt(HostPort address) {
            this.address = address;
        }

        @Override
        public void onAnswer() {
            backoff.reset();
            if (link.connected()) {
                LOG.info(
                        "connected: control_plane={} version={}",
                        address,
                        applier.applied().version());
            }
            sendTraffic(); // what is counted from now on is known from the beginning
        }

        /** Whatever the control plane has to say of this node; that it is read shows that the node lives. */
        @Override
        public void onNotice(Notice notice) {
            LOG.warn(
                    "control plane says: code={} message=\"{}\"",
                    Printable.name(notice.getCode()),
                    Printable.quoted(notice.getMessage()));
            sendHealth();
        }

        @Override
        public void onInquiry(Inquiry inquiry) {
            if (stream != null) {
                stream.sendFindings(reports.findings().apply(inquiry));
            }
        }

        @Override
        public void onEnd(Status status, Optional<Metadata> trailers) {
            ControlPlaneClient.this.onEnd(
                    address,
                    StreamFailure.of(status, trailers, identity.trustedCa().isPresent()));
        }
    }

    private void disconnect() {
        if (stream != null) {
            stream.end();
            stream = null;
        }
        if (channel != null) {
            channel.shutdownNow();
            channel = null;
        }
    }

    /** Beside the regular times, when something is worth it. For the config thread. */
    public void sendHealth() {
        if (stream != null) {
            stream.sendHealth(reports.health().get());
        }
    }

    private void sendTraffic() {
        if (stream != null) {
            stream.sendTraffic(reports.traffic().get());
        }
    }

    private void scheduleReport() {
        if (reportScheduled.compareAndSet(false, true)) {
            configThread.after(GATHER, this::report);
        }
    }

    private void report() {
        reportScheduled.set(false);
        if (stream != null) {
            stream.report();
        }
    }

    static NettyChannelBuilder channel(HostPort address, SslContext tls) {
        return NettyChannelBuilder.forAddress(address.host(), address.port())
                .sslContext(tls)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /** @throws SSLException when TLS cannot use the node's certificate, its key or the trusted CA */
    static SslContext tls(NodeIdentity identity) throws SSLException {
        SslContextBuilder builder = GrpcSslContexts.forClient()
                .keyManager(identity.key(), identity.certificates().toArray(X509Certificate[]::new));
        identity.trustedCa().ifPresent(ca -> builder.trustManager(ca.toArray(X509Certificate[]::new)));
        return builder.build();
    }
}
