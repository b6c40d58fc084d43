package io.signalbox.controlplane.stream;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.signalbox.controlplane.certificate.PinnedCertificate;
import io.signalbox.controlplane.certificate.PinnedCertificates;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.gateway.HeldVersion;
import io.signalbox.controlplane.gateway.NodeFindings;
import io.signalbox.controlplane.gateway.VersionStatus;
import io.signalbox.controlplane.inquiry.InquiryService;
import io.signalbox.controlplane.node.NodeProcess;
import io.signalbox.controlplane.node.NodeService;
import io.signalbox.controlplane.problem.Ids;
import io.signalbox.controlplane.traffic.TrafficService;
import io.signalbox.proto.config.v1.Admitted;
import io.signalbox.proto.config.v1.ConfigStreamGrpc;
import io.signalbox.proto.config.v1.ControlPlaneMessage;
import io.signalbox.proto.config.v1.Hello;
import io.signalbox.proto.config.v1.NodeMessage;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Admits nodes by their pinned certificate, and hands each to a stream of its own. */
@Component
class ConfigStreamService implements BindableService {

    private static final Logger log = LoggerFactory.getLogger(ConfigStreamService.class);
    private static final Duration HELLO_WITHIN = Duration.ofSeconds(10);

    private final PinnedCertificates certificates;
    private final GatewayService gateways;
    private final NodeFindings findings;
    private final NodeService nodes;
    private final NodeStreams streams;
    private final TrafficService traffic;
    private final InquiryService inquiries;
    private final RefusalLog refusals = new RefusalLog();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "hello-timer");
        thread.setDaemon(true);
        return thread;
    });

    ConfigStreamService(
            PinnedCertificates certificates,
            GatewayService gateways,
            NodeFindings findings,
            NodeService nodes,
            NodeStreams streams,
            TrafficService traffic,
            InquiryService inquiries) {
        this.certificates = certificates;
        this.gateways = gateways;
        this.findings = findings;
        this.nodes = nodes;
        this.streams = streams;
        this.traffic = traffic;
        this.inquiries = inquiries;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return ServerServiceDefinition.builder(ConfigStreamGrpc.SERVICE_NAME)
                .addMethod(StreamMethod.CONNECT, ServerCalls.asyncBidiStreamingCall(this::connect))
                .build();
    }

    @PreDestroy
    void close() {
        timer.shutdownNow();
    }

    private StreamObserver<Optional<NodeMessage>> connect(StreamObserver<byte[]> answers) {
        Incoming incoming = new Incoming((ServerCallStreamObserver<byte[]>) answers);
        timer.schedule(incoming::expectHello, HELLO_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        return incoming;
    }

    /** The node's half of one call; gRPC calls it from one thread at a time. */
    private final class Incoming implements StreamObserver<Optional<NodeMessage>> {

        private final ServerCallStreamObserver<byte[]> call;
        private final String fingerprint = NodeIdentityInterceptor.FINGERPRINT.get();
        private volatile @Nullable NodeStream stream;
        private volatile boolean over;
        private boolean closed;

        Incoming(ServerCallStreamObserver<byte[]> call) {
            this.call = call;
            call.setOnReadyHandler(() -> {
                NodeStream open = stream;
                if (open != null) {
                    open.send();
                }
            });
            call.setOnCancelHandler(this::close);
            call.setOnCloseHandler(this::close); // when it was ended here: that is no cancellation
        }

        @Override
        public void onNext(Optional<NodeMessage> received) {
            if (over) {
                return;
            }
            NodeStream open = stream;
            if (received.isEmpty()) {
                malformed(open, "A message is none of the config stream's");
                return;
            }
            NodeMessage message = received.get();
            if (open == null && !message.hasHello()) {
                malformed(open, "The first message must be a hello");
                return;
            }
            switch (message.getMessageCase()) {
                case HELLO -> greet(message.getHello());
                case APPLIED -> {
                    if (open != null) {
                        open.applied(message.getApplied());
                        streams.said();
                    }
                }
                case RESYNC -> {
                    if (open != null) {
                        open.resync(message.getResync());
                    }
                }
                // A sign of life, like the stream itself: the streams' round writes down what is new in it.
                case HEALTH -> {
                    if (open != null) {
                        open.health(message.getHealth());
                    }
                }
                case TRAFFIC -> {
                    if (open != null) {
                        traffic.report(open.process(), message.getTraffic());
                    }
                }
                case FINDINGS -> {
                    if (open != null) {
                        inquiries.answered(open.process().id(), message.getFindings());
                    }
                }
                case MESSAGE_NOT_SET -> {}
            }
        }

        @Override
        public void onError(Throwable failure) {
            close();
        }

        @Override
        public void onCompleted() {
            NodeStream open = stream;
            close();
            if (open != null) {
                open.complete();
            } else if (!over && !call.isCancelled()) {
                call.onCompleted();
            }
        }

        synchronized void expectHello() {
            if (stream == null && !over && !closed && !call.isCancelled()) {
                refuse(Refusal.NO_HELLO, "No hello within " + HELLO_WITHIN.toSeconds() + " s");
            }
        }

        private synchronized void greet(Hello hello) {
            if (stream != null) {
                return;
            }
            Optional<UUID> gatewayId = Ids.parse(hello.getGatewayId());
            Optional<UUID> nodeId = Ids.parse(hello.getNodeId());
            if (gatewayId.isEmpty() || nodeId.isEmpty()) {
                refuse(Refusal.MALFORMED, "gateway_id and node_id must be UUIDs");
                return;
            }
            try {
                Optional<PinnedCertificate> pinned = certificates.find(gatewayId.get(), fingerprint);
                if (pinned.isEmpty()) {
                    refuseStranger(gatewayId.get());
                } else if (!pinned.get().isValidAt(Instant.now())) {
                    refuse(
                            Refusal.CERTIFICATE_NOT_VALID,
                            "The certificate is not valid now: it is for "
                                    + pinned.get().notBefore() + " to "
                                    + pinned.get().notAfter());
                } else if (hello.getCheckOnly()) {
                    wouldAdmit();
                } else {
                    admit(gatewayId.get(), nodeId.get(), hello, pinned.get());
                }
            } catch (RuntimeException e) {
                log.warn("node not admitted node={} reason={}", nodeId.get(), e.toString());
                refuse(Refusal.STORE_AWAY, "The configuration store is not reachable");
            }
        }

        /** For who asks before a start. */
        private void wouldAdmit() {
            over = true;
            if (call.isCancelled()) {
                return;
            }
            call.onNext(ControlPlaneMessage.newBuilder()
                    .setAdmitted(Admitted.getDefaultInstance())
                    .build()
                    .toByteArray());
            call.onCompleted();
        }

        private void admit(UUID gatewayId, UUID nodeId, Hello hello, PinnedCertificate pinned) {
            NodeProcess process = new NodeProcess(
                    gatewayId,
                    nodeId,
                    Ids.parse(hello.getInstanceId()),
                    Optional.empty(),
                    hello.getHostname(),
                    hello.getVersion());
            NodeStream.Base base = base(gatewayId, hello);
            nodes.greet(process, base.held());
            NodeStream opened = new NodeStream(process, base, pinned, call);
            stream = opened;
            log.info(
                    "node connected node={} gateway={} base={} status={}",
                    nodeId,
                    gatewayId,
                    hello.getBaseVersion(),
                    base.status());
            opened.admit();
            inquiries.opened(opened);
            streams.open(opened);
            if (closed) {
                end(opened); // cancelled while it was greeted
            }
        }

        private NodeStream.Base base(UUID gatewayId, Hello hello) {
            long version = Math.max(0, hello.getBaseVersion());
            Optional<UUID> edition = Ids.parse(hello.getEdition());
            HeldVersion held = new HeldVersion(version, edition);
            VersionStatus status = version == 0 ? VersionStatus.FORGOTTEN : gateways.status(gatewayId, held);
            if (status == VersionStatus.FOREIGN) {
                findings.foreignVersion(gatewayId, held);
            }
            return new NodeStream.Base(version, edition, hello.getContentDigest(), status, hello.getAnswersInquiries());
        }

        private void refuseStranger(UUID gatewayId) {
            if (gateways.state(gatewayId).isEmpty()) {
                refuse(
                        Refusal.GATEWAY_DELETED,
                        "There is no event gateway [" + gatewayId
                                + "] here: it is deleted, or this control plane has another database");
            } else {
                refuse(
                        Refusal.CERTIFICATE_NOT_REGISTERED,
                        "The certificate with SHA-256 fingerprint [" + fingerprint
                                + "] is not registered for event gateway [" + gatewayId + "]");
            }
        }

        private void malformed(@Nullable NodeStream open, String description) {
            if (open == null) {
                refuse(Refusal.MALFORMED, description);
            } else {
                open.end(Refusal.MALFORMED, description);
            }
        }

        private synchronized void refuse(Refusal refusal, String description) {
            if (!over && !call.isCancelled()) {
                over = true;
                refusals.add(refusal, description);
                call.onError(refusal.because(description));
            }
        }

        private void end(NodeStream open) {
            inquiries.closed(open);
            streams.close(open);
        }

        private void close() {
            NodeStream open;
            synchronized (this) {
                open = closed ? null : stream;
                closed = true;
            }
            if (open != null) {
                end(open);
                log.info("node disconnected node={} gateway={}", open.came().id(), open.gatewayId());
            }
        }
    }
}
