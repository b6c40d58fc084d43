package io.signalbox.dataplane.control;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.X509Bundle;
import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.config.Resources;
import io.signalbox.proto.config.v1.ConfigStreamGrpc;
import io.signalbox.proto.config.v1.ControlPlaneMessage;
import io.signalbox.proto.config.v1.NodeMessage;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.Snapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The other end of the config stream, in the hands of a test. */
final class FakeControlPlane implements AutoCloseable {

    final BlockingQueue<NodeMessage> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<StreamObserver<ControlPlaneMessage>> streams = new LinkedBlockingQueue<>();
    private final Server server;

    FakeControlPlane(X509Bundle certificate, X509Bundle clientCa) throws Exception {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sslContext(GrpcSslContexts.configure(SslContextBuilder.forServer(
                                certificate.getKeyPair().getPrivate(), certificate.getCertificatePath()))
                        .trustManager(clientCa.getCertificate())
                        .clientAuth(ClientAuth.REQUIRE)
                        .build())
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .addService(new ConfigStreamGrpc.ConfigStreamImplBase() {
                    @Override
                    public StreamObserver<NodeMessage> connect(StreamObserver<ControlPlaneMessage> out) {
                        streams.add(out);
                        return new Receiver(out);
                    }
                })
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    StreamObserver<ControlPlaneMessage> stream() throws InterruptedException {
        StreamObserver<ControlPlaneMessage> stream = streams.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (stream == null) {
            throw new AssertionError("no node connected");
        }
        return stream;
    }

    NodeMessage next() throws InterruptedException {
        NodeMessage message = received.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("the node said nothing");
        }
        return message;
    }

    /** The whole of these resources, one in each chunk, with their digest. */
    static void send(StreamObserver<ControlPlaneMessage> stream, Resources resources) {
        List<Resource> all = resources.all();
        for (int i = 0; i < all.size(); i++) {
            Snapshot.Builder chunk =
                    Snapshot.newBuilder().setVersion(resources.version()).addResources(all.get(i));
            if (i == all.size() - 1) {
                chunk.setLast(true).setDigest(resources.digest());
            }
            stream.onNext(ControlPlaneMessage.newBuilder().setSnapshot(chunk).build());
        }
    }

    @Override
    public void close() throws IOException {
        server.shutdownNow();
    }

    private final class Receiver implements StreamObserver<NodeMessage> {
        private final StreamObserver<ControlPlaneMessage> out;

        Receiver(StreamObserver<ControlPlaneMessage> out) {
            this.out = out;
        }

        @Override
        public void onNext(NodeMessage message) {
            received.add(message);
        }

        @Override
        public void onError(Throwable cause) {
            streams.remove(out);
        }

        @Override
        public void onCompleted() {
            out.onError(Status.CANCELLED.asRuntimeException());
        }
    }
}
