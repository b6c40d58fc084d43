package io.signalbox.dataplane.control;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.signalbox.proto.config.v1.ConfigStreamGrpc;
import io.signalbox.proto.config.v1.ControlPlaneMessage;
import io.signalbox.proto.config.v1.NodeMessage;
import io.signalbox.routing.HostPort;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Asks a control plane whether it would admit a node, which is not connected by that. */
public final class Admission {

    private Admission() {}

    /**
     * Empty when it would.
     *
     * @throws SSLException when TLS cannot use the node's certificate, its key or the trusted CA
     */
    public static Optional<StreamFailure> ask(NodeIdentity identity, HostPort address, Duration limit)
            throws SSLException, InterruptedException {
        ManagedChannel channel = ControlPlaneClient.channel(address, ControlPlaneClient.tls(identity))
                .build();
        Answer answer = new Answer(identity.trustedCa().isPresent());
        try {
            StreamObserver<NodeMessage> requests = ConfigStreamGrpc.newStub(channel)
                    .withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS)
                    .connect(answer);
            requests.onNext(NodeMessage.newBuilder()
                    .setHello(identity.hello().setCheckOnly(true))
                    .build());
            return answer.outcome.get(2 * limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("gRPC ends every call by its deadline", e);
        } finally {
            channel.shutdownNow();
        }
    }

    /** The first message means yes, whatever it is: an earlier release knows no such question, and admits the node. */
    private static final class Answer implements StreamObserver<ControlPlaneMessage> {

        private final boolean hasCa;
        private final CompletableFuture<Optional<StreamFailure>> outcome = new CompletableFuture<>();

        Answer(boolean hasCa) {
            this.hasCa = hasCa;
        }

        @Override
        public void onNext(ControlPlaneMessage message) {
            outcome.complete(Optional.empty());
        }

        @Override
        public void onError(Throwable cause) {
            Optional<Metadata> trailers = Optional.ofNullable(Status.trailersFromThrowable(cause));
            outcome.complete(Optional.of(StreamFailure.of(Status.fromThrowable(cause), trailers, hasCa)));
        }

        @Override
        public void onCompleted() {
            outcome.complete(Optional.of(StreamFailure.of(Status.OK, Optional.empty(), hasCa)));
        }
    }
}
