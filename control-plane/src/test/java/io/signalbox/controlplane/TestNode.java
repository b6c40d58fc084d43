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
import io.signalbox.proto.config.v1.Health;
import io.signalbox.proto.config.v1.Hello;
import io.signalbox.proto.config.v1.NodeMessage;
import io.signalbox.proto.config.v1.Problem;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.Resync;
import io.signalbox.proto.config.v1.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    private final BlockingQueue<Snapshot> chunks = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private final StreamObserver<NodeMessage> requests;

    TestNode(TestControlPlane controlPlane, X509Bundle identity) throws SSLException {
        this.identity = identity;
        channel = NettyChannelBuilder.forAddress("localhost", controlPlane.grpcPort())
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(controlPlane.state().resolve("ca.crt").toFile())
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

    /** The next whole state: its chunks put together, with the digest of the last one. */
    Received next() throws InterruptedException {
        Snapshot.Builder whole = Snapshot.newBuilder();
        while (true) {
            Snapshot chunk = chunks.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (chunk == null) {
                throw new AssertionError("no snapshot; status " + ended.getNow(Status.OK));
            }
            whole.mergeFrom(chunk);
            if (chunk.getLast()) {
                return new Received(chunk.getVersion(), whole.getResourcesList(), chunk.getDigest());
            }
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

    boolean hasUnread() {
        return !chunks.isEmpty();
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

    record Received(long version, List<Resource> resources, ByteString digest) {

        Optional<Resource> resource(String id) {
            return resources.stream()
                    .filter(resource -> resource.getKey().getId().equals(id))
                    .findFirst();
        }
    }

    private final class Answers implements StreamObserver<ControlPlaneMessage> {
        @Override
        public void onNext(ControlPlaneMessage message) {
            chunks.add(message.getSnapshot());
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
