package io.signalbox.controlplane;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.signalbox.proto.config.v1.Applied;
import io.signalbox.proto.config.v1.ConfigStreamGrpc;
import io.signalbox.proto.config.v1.ControlPlaneMessage;
import io.signalbox.proto.config.v1.Delta;
import io.signalbox.proto.config.v1.Findings;
import io.signalbox.proto.config.v1.Health;
import io.signalbox.proto.config.v1.Hello;
import io.signalbox.proto.config.v1.Inquiry;
import io.signalbox.proto.config.v1.NodeMessage;
import io.signalbox.proto.config.v1.Notice;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.Resync;
import io.signalbox.proto.config.v1.Snapshot;
import io.signalbox.proto.config.v1.Traffic;
import io.signalbox.proto.config.v1.WireBackendBrokers;
import io.signalbox.proto.config.v1.WireProblem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLException;

/** The node's side of the config stream, with a certificate of its own. */
final class TestNode implements AutoCloseable {

    private static final Metadata.Key<String> REASON =
            Metadata.Key.of("signalbox-reason", Metadata.ASCII_STRING_MARSHALLER);

    private final String id;
    private final String instanceId;
    private final X509Bundle identity;
    private final ManagedChannel channel;
    private final BlockingQueue<ControlPlaneMessage> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private final StreamObserver<NodeMessage> requests;
    private Received held = Received.NOTHING;
    private final BlockingQueue<Notice> notices = new LinkedBlockingQueue<>();
    private int resyncs;
    private volatile String reason = "";

    TestNode(TestControlPlane controlPlane, X509Bundle identity) throws SSLException {
        this(controlPlane.grpcPort(), controlPlane.state().resolve("ca.crt"), identity);
    }

    TestNode(int port, Path controlPlaneCa, X509Bundle identity) throws SSLException {
        this(port, controlPlaneCa, identity, UUID.randomUUID().toString());
    }

    /** Another stream of the same process. */
    TestNode again(TestControlPlane controlPlane) throws SSLException {
        return new TestNode(controlPlane.grpcPort(), controlPlane.state().resolve("ca.crt"), identity, id, instanceId);
    }

    /** Another process with an id that some node has already. */
    TestNode(int port, Path controlPlaneCa, X509Bundle identity, String id) throws SSLException {
        this(port, controlPlaneCa, identity, id, UUID.randomUUID().toString());
    }

    private TestNode(int port, Path controlPlaneCa, X509Bundle identity, String id, String instanceId)
            throws SSLException {
        this.id = id;
        this.instanceId = instanceId;
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

    ManagedChannel channel() {
        return channel;
    }

    X509Bundle identity() {
        return identity;
    }

    void hello(String gateway) {
        hello(gateway, Received.NOTHING);
    }

    /** As a node of an earlier release, which knows of no editions. */
    void hello(String gateway, String release, long base, ByteString digest) {
        hello(greeting(gateway, release).setBaseVersion(base).setDigest(digest));
    }

    /** Whether it would be admitted. */
    void asks(String gateway) {
        hello(greeting(gateway, "1.3.0").setInstanceId(instanceId).setCheckOnly(true));
    }

    private void hello(Hello.Builder hello) {
        send(NodeMessage.newBuilder().setHello(hello).build());
    }

    private Hello.Builder greeting(String gateway, String release) {
        return Hello.newBuilder()
                .setGatewayId(gateway.substring(gateway.lastIndexOf('/') + 1))
                .setNodeId(id)
                .setHostname("test")
                .setVersion(release);
    }

    void applied(long version, String... messages) {
        Applied.Builder applied = Applied.newBuilder().setVersion(version);
        for (String message : messages) {
            applied.addProblems(
                    WireProblem.newBuilder().setCode("listener.bind_failed").setMessage(message));
        }
        send(NodeMessage.newBuilder().setApplied(applied).build());
    }

    void resync(long version) {
        send(NodeMessage.newBuilder()
                .setResync(Resync.newBuilder().setVersion(version).setReason("digest differs"))
                .build());
    }

    void applied(long version, WireProblem problem, WireProblem... others) {
        send(NodeMessage.newBuilder()
                .setApplied(Applied.newBuilder()
                        .setVersion(version)
                        .addProblems(problem)
                        .addAllProblems(List.of(others)))
                .build());
    }

    void health(WireBackendBrokers... brokers) {
        send(NodeMessage.newBuilder()
                .setHealth(Health.newBuilder().setReady(true).addAllBrokers(List.of(brokers)))
                .build());
    }

    void findings(Findings findings) {
        send(NodeMessage.newBuilder().setFindings(findings).build());
    }

    /** The next question, for a node that has read everything else. */
    Inquiry nextInquiry() throws InterruptedException {
        ControlPlaneMessage message = nextMessage();
        while (!message.hasInquiry()) {
            message = nextMessage();
        }
        return message.getInquiry();
    }

    void traffic(Traffic traffic) {
        send(NodeMessage.newBuilder().setTraffic(traffic).build());
    }

    /** Comes with what it held before. */
    void hello(String gateway, Received before) {
        held = before;
        hello(greeting(gateway, "1.3.0")
                .setInstanceId(instanceId)
                .setAnswersInquiries(true)
                .setBaseVersion(before.version)
                .setEdition(before.edition)
                .setDigest(before.digest)
                .setContentDigest(before.contentDigest));
    }

    /** Says that it runs what it received. */
    void applied(Received received) {
        send(NodeMessage.newBuilder()
                .setApplied(Applied.newBuilder().setVersion(received.version).setEdition(received.edition))
                .build());
    }

    /** The next state, from a snapshot or a delta in any number of chunks; asks for all again when it is not proven. */
    Received next() throws InterruptedException {
        while (true) {
            ControlPlaneMessage message = nextMessage();
            if (message.hasNotice()) {
                notices.add(message.getNotice());
                continue;
            }
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

    /** What the control plane had to say to it. */
    Notice notice() throws InterruptedException {
        awaitNotice();
        return notices.remove();
    }

    void awaitNotice() throws InterruptedException {
        while (notices.isEmpty()) {
            ControlPlaneMessage message = nextMessage();
            if (message.hasNotice()) {
                notices.add(message.getNotice());
            } else {
                throw new AssertionError("not a notice: " + message);
            }
        }
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
        return new Received(
                0,
                whole.getVersion(),
                whole.getEdition(),
                whole.getResourcesList(),
                whole.getDigest(),
                whole.getContentDigest(),
                0);
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
                whole.getToEdition(),
                List.copyOf(next.values()),
                whole.getDigest(),
                whole.getContentDigest(),
                whole.getChangedCount() + whole.getRemovedCount());
    }

    private ControlPlaneMessage nextMessage() throws InterruptedException {
        ControlPlaneMessage message = messages.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no configuration; status " + ended.getNow(Status.OK));
        }
        return message;
    }

    Status status() throws Exception {
        return ended.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Why the stream was ended, once it was. */
    String reason() {
        return reason;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private static String ids(Resource resource) {
        return resource.getKey().getKindValue() + " " + resource.getKey().getId() + " " + resource.getVersion();
    }

    private void send(NodeMessage message) {
        requests.onNext(message);
    }

    /** What is held after a snapshot, or after a delta of so many chunks that told of so many resources. */
    record Received(
            int deltaChunks,
            long version,
            String edition,
            List<Resource> resources,
            ByteString digest,
            ByteString contentDigest,
            int told) {

        static final Received NOTHING = new Received(0, 0, "", List.of(), ByteString.EMPTY, ByteString.EMPTY, 0);

        /** The same resources, said to be of another version. */
        Received as(long otherVersion, String otherEdition) {
            return new Received(0, otherVersion, otherEdition, resources, digest, contentDigest, 0);
        }

        boolean isDelta() {
            return deltaChunks > 0;
        }

        Optional<Resource> resource(String id) {
            return resources.stream()
                    .filter(resource -> resource.getKey().getId().equals(id))
                    .findFirst();
        }

        private boolean isProven() {
            return digest.equals(sha256(TestNode::ids))
                    && contentDigest.equals(sha256(resource -> ids(resource) + " "
                            + HexFormat.of().formatHex(resource.getContentHash().toByteArray())));
        }

        private ByteString sha256(Function<Resource, String> line) {
            try {
                MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                resources.stream()
                        .map(line)
                        .sorted()
                        .forEach(text -> sha256.update((text + "\n").getBytes(StandardCharsets.US_ASCII)));
                return ByteString.copyFrom(sha256.digest());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final class Answers implements StreamObserver<ControlPlaneMessage> {
        @Override
        public void onNext(ControlPlaneMessage message) {
            if (!message.hasAdmitted()) {
                messages.add(message);
            }
        }

        @Override
        public void onError(Throwable failure) {
            Metadata trailers = Status.trailersFromThrowable(failure);
            reason = trailers == null ? "" : String.valueOf(trailers.get(REASON));
            ended.complete(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {
            ended.complete(Status.OK);
        }
    }
}
