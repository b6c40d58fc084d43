package io.signalbox.controlplane;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.signalbox.proto.config.v1.Applied;
import io.signalbox.proto.config.v1.BackendBrokers;
import io.signalbox.proto.config.v1.ConfigStreamGrpc;
import io.signalbox.proto.config.v1.ControlPlaneMessage;
import io.signalbox.proto.config.v1.Delta;
import io.signalbox.proto.config.v1.Health;
import io.signalbox.proto.config.v1.Hello;
import io.signalbox.proto.config.v1.NodeMessage;
import io.signalbox.proto.config.v1.Problem;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.Resync;
import io.signalbox.proto.config.v1.Snapshot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** The node's side of the config stream, with a certificate of its own. */
final class TestNode implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final String id = UUID.randomUUID().toString();
    private final X509Bundle identity;
    private final ManagedChannel channel;
    private final BlockingQueue<ControlPlaneMessage> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private final StreamObserver<NodeMessage> requests;
    private Received held = Received.NOTHING;
    private int resyncs;

    TestNode(TestControlPlane controlPlane, X509Bundle identity) throws SSLException {
        this(controlPlane.grpcPort(), controlPlane.state().resolve("ca.crt"), identity);
    }

    TestNode(int port, Path controlPlaneCa, X509Bundle identity) throws SSLException {
        this.identity = identity;
        channel = NettyChannelBuilder.forAddress("localhost", port)
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(controlPlaneCa.toFile())
                        .keyManager(identity.getKeyPair().getPrivate(), identity.getCertificate())
                        .build())
                .build();
        requests = ConfigStreamGrpc.newStub(channel).connect(new Answers());
    }

    /** Self-signed, valid from now on. */
    static X509Bundle newIdentity() throws Exception {
        return identity(Instant.now().minusSeconds(60), Instant.now().plus(Duration.ofDays(1)));
    }

    static X509Bundle identity(Instant from, Instant until) throws Exception {
        return new CertificateBuilder()
                .subject("CN=node")
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .notBefore(from)
                .notAfter(until)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    static Api.Answer register(Api api, String gateway, X509Bundle identity) {
        return api.post(
                gateway + "/data-plane-certificates",
                "{\"certificate\": " + Api.string(identity.getCertificatePEM()) + "}");
    }

    String id() {
        return id;
    }

    X509Bundle identity() {
        return identity;
    }

    void hello(String gateway) {
        hello(gateway, "1.3.0", 0, ByteString.EMPTY);
    }

    void hello(String gateway, String release, long base, ByteString digest) {
        send(NodeMessage.newBuilder()
                .setHello(Hello.newBuilder()
                        .setGatewayId(gateway.substring(gateway.lastIndexOf('/') + 1))
                        .setNodeId(id)
                        .setHostname("test")
                        .setVersion(release)
                        .setBaseVersion(base)
                        .setDigest(digest))
                .build());
    }

    void applied(long version, String... messages) {
        Applied.Builder applied = Applied.newBuilder().setVersion(version);
        for (String message : messages) {
            applied.addProblems(
                    Problem.newBuilder().setCode("listener.bind_failed").setMessage(message));
        }
        send(NodeMessage.newBuilder().setApplied(applied).build());
    }

    void resync(long version) {
        send(NodeMessage.newBuilder()
                .setResync(Resync.newBuilder().setVersion(version).setReason("digest differs"))
                .build());
    }

    void applied(long version, Problem problem) {
        send(NodeMessage.newBuilder()
                .setApplied(Applied.newBuilder().setVersion(version).addProblems(problem))
                .build());
    }

    void health(BackendBrokers... brokers) {
        send(NodeMessage.newBuilder()
                .setHealth(Health.newBuilder().setReady(true).addAllBrokers(List.of(brokers)))
                .build());
    }

    /** Comes with what it held before. */
    void hello(String gateway, Received before) {
        held = before;
        hello(gateway, "1.3.0", before.version, before.digest);
    }

    /** The next state, from a snapshot or a delta in any number of chunks; asks for all again when it is not proven. */
    Received next() throws InterruptedException {
        while (true) {
            ControlPlaneMessage message = nextMessage();
            Received received = message.hasDelta() ? delta(message.getDelta()) : snapshot(message.getSnapshot());
            if (received.isProven()) {
                held = received;
                return received;
            }
            resyncs++;
            resync(received.version);
        }
    }

    /** The newest version, however many come before it. */
    Received until(long version) throws InterruptedException {
        Received received = next();
        while (received.version < version) {
            received = next();
        }
        return received;
    }

    Received held() {
        return held;
    }

    /** How often it asked for everything because it could not prove what it got. */
    int resyncs() {
        return resyncs;
    }

    boolean hasUnread() {
        return !messages.isEmpty();
    }

    private Received snapshot(Snapshot first) throws InterruptedException {
        Snapshot.Builder whole = first.toBuilder();
        while (!whole.getLast()) {
            whole.mergeFrom(nextMessage().getSnapshot());
        }
        return new Received(0, whole.getVersion(), whole.getResourcesList(), whole.getDigest(), 0);
    }

    private Received delta(Delta first) throws InterruptedException {
        Delta.Builder whole = first.toBuilder();
        int chunks = 1;
        for (boolean more = first.getMore(); more; chunks++) {
            Delta chunk = nextMessage().getDelta();
            whole.mergeFrom(chunk);
            more = chunk.getMore();
        }
        Map<ResourceKey, Resource> next = new HashMap<>();
        held.resources.forEach(resource -> next.put(resource.getKey(), resource));
        whole.getChangedList().forEach(resource -> next.put(resource.getKey(), resource));
        whole.getRemovedList().forEach(next::remove);
        return new Received(
                chunks,
                whole.getToVersion(),
                List.copyOf(next.values()),
                whole.getDigest(),
                whole.getChangedCount() + whole.getRemovedCount());
    }

    private ControlPlaneMessage nextMessage() throws InterruptedException {
        ControlPlaneMessage message = messages.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no configuration; status " + ended.getNow(Status.OK));
        }
        return message;
    }

    Status status() throws Exception {
        return ended.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private void send(NodeMessage message) {
        requests.onNext(message);
    }

    /** What is held after a snapshot, or after a delta of so many chunks that told of so many resources. */
    record Received(int deltaChunks, long version, List<Resource> resources, ByteString digest, int told) {

        static final Received NOTHING = new Received(0, 0, List.of(), ByteString.EMPTY, 0);

        boolean isDelta() {
            return deltaChunks > 0;
        }

        Optional<Resource> resource(String id) {
            return resources.stream()
                    .filter(resource -> resource.getKey().getId().equals(id))
                    .findFirst();
        }

        private boolean isProven() {
            try {
                MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                resources.stream()
                        .map(resource -> resource.getKey().getKindValue() + " "
                                + resource.getKey().getId() + " " + resource.getVersion() + "\n")
                        .sorted()
                        .forEach(line -> sha256.update(line.getBytes(StandardCharsets.US_ASCII)));
                return digest.equals(ByteString.copyFrom(sha256.digest()));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final class Answers implements StreamObserver<ControlPlaneMessage> {
        @Override
        public void onNext(ControlPlaneMessage message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            ended.complete(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {
            ended.complete(Status.OK);
        }
    }
}
