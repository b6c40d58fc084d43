package io.signalbox.dataplane.control;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.signalbox.dataplane.config.ConfigApplier;
import io.signalbox.dataplane.config.ConfigThread;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.proto.config.v1.ConfigStreamGrpc;
import io.signalbox.proto.config.v1.Health;
import io.signalbox.routing.HostPort;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
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
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);
    /** Problems that change together, as many brokers of a cluster do, are reported together. */
    private static final Duration GATHER = Duration.ofMillis(50);

    private final NodeIdentity identity;
    private final ConfigThread configThread;
    private final ConfigApplier applier;
    private final ProblemBoard problems;
    private final Supplier<Health> health;
    private final SslContext tls;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private final AtomicBoolean reportScheduled = new AtomicBoolean();
    private int attempts;
    private @Nullable ManagedChannel channel;
    private @Nullable ConfigStream stream;
    private volatile boolean closed;

    /**
     * Reads the identity's certificate, key and trusted CA.
     *
     * @throws IOException when one of these files cannot be used
     */
    public ControlPlaneClient(
            NodeIdentity identity,
            ConfigThread configThread,
            ConfigApplier applier,
            ProblemBoard problems,
            Supplier<Health> health)
            throws IOException {
        this.identity = identity;
        this.configThread = configThread;
        this.applier = applier;
        this.problems = problems;
        this.health = health;
        this.tls = tls(identity);
    }

    /** Connects, and stays connected, in the background. */
    public void start() {
        problems.onChange(this::scheduleReport);
        configThread.execute(this::connect);
        configThread.every(HEALTH_INTERVAL, this::sendHealth);
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
        ManagedChannel opened = NettyChannelBuilder.forAddress(address.host(), address.port())
                .sslContext(tls)
                .executor(configThread)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .build();
        ConfigStream next = new ConfigStream(applier, problems, status -> onEnd(address, status));
        channel = opened;
        stream = next;
        next.begin(ConfigStreamGrpc.newStub(opened).connect(next), identity);
    }

    private void onEnd(HostPort address, Status status) {
        if (stream != null && stream.answered()) {
            backoff.reset();
        }
        disconnect();
        if (closed) {
            return;
        }
        Duration delay = backoff.next();
        LOG.warn(
                "config stream ended: control_plane={} status={} detail=\"{}\" next_attempt_in={}",
                address,
                status.getCode(),
                detail(status),
                delay);
        configThread.after(delay, this::connect);
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
            stream.sendHealth(health.get());
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

    private static String detail(Status status) {
        Throwable cause = status.getCause();
        String description = String.valueOf(status.getDescription());
        return cause == null ? description : description + ": " + cause.getMessage();
    }

    private static SslContext tls(NodeIdentity identity) throws IOException {
        try {
            SslContextBuilder builder = GrpcSslContexts.forClient()
                    .keyManager(identity.certificate().toFile(), identity.key().toFile());
            identity.trustedCa().ifPresent(ca -> builder.trustManager(ca.toFile()));
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
