package io.signalbox.bench;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContext;
import io.signalbox.dataplane.control.NodeIdentity;
import io.signalbox.proto.config.v1.Applied;
import io.signalbox.proto.config.v1.ConfigStreamGrpc;
import io.signalbox.proto.config.v1.ControlPlaneMessage;
import io.signalbox.proto.config.v1.Delta;
import io.signalbox.proto.config.v1.Health;
import io.signalbox.proto.config.v1.Hello;
import io.signalbox.proto.config.v1.NodeMessage;
import io.signalbox.proto.config.v1.Snapshot;
import io.signalbox.proto.config.v1.Traffic;
import io.signalbox.routing.HostPort;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The node's side of the config stream and nothing behind it: so that what a thousand of them cost is the control plane's
 * cost. It answers each version at once, and counts the bytes of what it is sent.
 */
final class ThinNode implements SimulatedNode, StreamObserver<ControlPlaneMessage> {

    private static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
    private static final Duration HEALTH_INTERVAL = Duration.ofSeconds(10); // as a real node's
    private static final Duration COUNTS_INTERVAL = Duration.ofSeconds(5); // as well
    private static final ScheduledExecutorService HEALTH = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "health");
        thread.setDaemon(true);
        return thread;
    });

    private final ManagedChannel channel;
    private final StreamObserver<NodeMessage> out;
    private final List<ScheduledFuture<?>> told = new CopyOnWriteArrayList<>();
    private final AtomicLong bytes = new AtomicLong();
    private final NavigableMap<Long, Long> applied = new ConcurrentSkipListMap<>();
    private volatile long version;
    private volatile boolean closed;

    ThinNode(NodeIdentity identity, SslContext tls) {
        HostPort address = identity.controlPlanes().get(0);
        channel = NettyChannelBuilder.forAddress(address.host(), address.port())
                .sslContext(tls)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .build();
        out = ConfigStreamGrpc.newStub(channel).connect(this);
        send(NodeMessage.newBuilder()
                .setHello(Hello.newBuilder()
                        .setNodeId(identity.nodeId().toString())
                        .setGatewayId(identity.gatewayId().toString())
                        .setHostname(identity.hostname())
                        .setInstanceId(identity.instanceId().toString())
                        .setVersion(identity.release()))
                .build());
        tell(
                HEALTH_INTERVAL,
                HEALTH_INTERVAL,
                () -> NodeMessage.newBuilder()
                        .setHealth(Health.getDefaultInstance())
                        .build());
    }

    /** From now on it says every five seconds what it has counted; the first time after {@code delay}. */
    void counts(Duration delay, Supplier<Traffic> counted) {
        tell(
                delay,
                COUNTS_INTERVAL,
                () -> NodeMessage.newBuilder().setTraffic(counted.get()).build());
    }

    private void tell(Duration delay, Duration interval, Supplier<NodeMessage> message) {
        told.add(HEALTH.scheduleAtFixedRate(
                () -> send(message.get()), delay.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS));
    }

    static SslContext tls(NodeIdentity identity) throws IOException {
        return GrpcSslContexts.forClient()
                .keyManager(identity.key(), identity.certificates().toArray(X509Certificate[]::new))
                .trustManager(identity.trustedCa().orElseThrow().toArray(X509Certificate[]::new))
                .build();
    }

    @Override
    public long version() {
        return version;
    }

    /** When it had this version or a later one, by {@link System#nanoTime}; empty as long as it has not. */
    OptionalLong appliedAt(long wanted) {
        Map.Entry<Long, Long> first = applied.ceilingEntry(wanted);
        return first == null ? OptionalLong.empty() : OptionalLong.of(first.getValue());
    }

    /** Of all messages so far, as they are before gRPC and TLS. */
    long bytes() {
        return bytes.get();
    }

    @Override
    public void onNext(ControlPlaneMessage message) {
        bytes.addAndGet(message.getSerializedSize());
        if (message.hasSnapshot()) {
            Snapshot chunk = message.getSnapshot();
            if (chunk.getLast()) {
                apply(chunk.getVersion(), chunk.getEdition());
            }
        } else if (message.hasDelta()) {
            Delta chunk = message.getDelta();
            if (chunk.getFromVersion() != version) {
                throw new IllegalStateException("a delta that does not fit");
            }
            if (!chunk.getMore()) {
                apply(chunk.getToVersion(), chunk.getToEdition());
            }
        }
    }

    @Override
    public void onError(Throwable cause) {
        if (!closed) {
            System.err.println("a config stream ended: " + cause.getMessage());
        }
    }

    @Override
    public void onCompleted() {
        onError(new IllegalStateException("by the control plane"));
    }

    @Override
    public void close() {
        closed = true;
        told.forEach(each -> each.cancel(false));
        channel.shutdownNow();
    }

    private void apply(long next, String edition) {
        applied.put(next, System.nanoTime());
        version = next;
        send(NodeMessage.newBuilder()
                .setApplied(Applied.newBuilder().setVersion(next).setEdition(edition))
                .build());
    }

    private synchronized void send(NodeMessage message) {
        if (!closed) {
            out.onNext(message);
        }
    }
}
