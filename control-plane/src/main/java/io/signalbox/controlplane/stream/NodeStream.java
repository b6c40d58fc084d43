package io.signalbox.controlplane.stream;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.signalbox.controlplane.certificate.PinnedCertificate;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import io.signalbox.controlplane.node.BackendBrokers;
import io.signalbox.controlplane.node.NodeProblem;
import io.signalbox.controlplane.node.NodeReport;
import io.signalbox.controlplane.node.NodeService;
import io.signalbox.controlplane.node.Severity;
import io.signalbox.controlplane.problem.Ids;
import io.signalbox.controlplane.snapshot.GatewaySnapshot;
import io.signalbox.controlplane.snapshot.SnapshotSubscriber;
import io.signalbox.proto.config.v1.Applied;
import io.signalbox.proto.config.v1.Health;
import io.signalbox.proto.config.v1.Hello;
import io.signalbox.proto.config.v1.Problem;
import io.signalbox.proto.config.v1.Resync;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One admitted node: gets the newest state when it is ready for it, and tells what became of it. */
final class NodeStream implements SnapshotSubscriber {

    private static final Logger log = LoggerFactory.getLogger(NodeStream.class);

    private final UUID gatewayId;
    private final UUID nodeId;
    private final Hello hello;
    private final PinnedCertificate certificate;
    private final ServerCallStreamObserver<byte[]> call;
    private final NodeService nodes;

    // All below is guarded by this; calls of gRPC do not block, those of the database are made without the lock.
    private final Outbox outbox = new Outbox();
    private boolean first = true;
    private boolean ended;
    private boolean incompatible;
    private @Nullable Long heldVersion;
    private @Nullable NodeReport unsaved;
    private @Nullable List<BackendBrokers> brokers; // null until the node tells: an earlier stream's may be stored
    private boolean brokersSaved;

    NodeStream(
            UUID gatewayId,
            UUID nodeId,
            Hello hello,
            PinnedCertificate certificate,
            ServerCallStreamObserver<byte[]> call,
            NodeService nodes) {
        this.gatewayId = gatewayId;
        this.nodeId = nodeId;
        this.hello = hello;
        this.certificate = certificate;
        this.call = call;
        this.nodes = nodes;
    }

    UUID gatewayId() {
        return gatewayId;
    }

    UUID nodeId() {
        return nodeId;
    }

    @Override
    public synchronized void offer(GatewaySnapshot snapshot) {
        if (!snapshot.admits(certificate.fingerprint())) {
            end(Status.PERMISSION_DENIED.withDescription(
                    "The certificate is no longer registered for event gateway [" + gatewayId + "]"));
        } else if (!RuntimeVersion.suffices(hello.getVersion(), snapshot.minRuntimeVersion())) {
            refuseVersion(snapshot);
        } else {
            incompatible = false;
            if (first) {
                first = false;
                begin(snapshot);
            }
            outbox.offer(snapshot);
            send();
        }
    }

    @Override
    public synchronized void gone() {
        end(Status.PERMISSION_DENIED.withDescription("The event gateway [" + gatewayId + "] is deleted"));
    }

    /** As much as the transport takes without buffering; it calls again when it can take more. */
    synchronized void send() {
        while (!ended && call.isReady()) {
            Optional<byte[]> chunk = outbox.next();
            if (chunk.isEmpty()) {
                return;
            }
            call.onNext(chunk.get());
        }
    }

    synchronized void applied(Applied applied) {
        // A node that comes back reports what it runs at once, before it is known here whether that is the newest.
        long newest = Math.max(outbox.sentVersion(), hello.getBaseVersion());
        if (applied.getVersion() < 1 || applied.getVersion() > newest) {
            log.warn(
                    "answer for a version that was not sent node={} gateway={} version={}",
                    nodeId,
                    gatewayId,
                    applied.getVersion());
            return;
        }
        List<NodeProblem> problems =
                applied.getProblemsList().stream().map(NodeStream::problem).toList();
        heldVersion = null;
        unsaved = new NodeReport(gatewayId, nodeId, Optional.of(applied.getVersion()), problems);
    }

    synchronized void health(Health health) {
        List<BackendBrokers> known = health.getBrokersList().stream()
                .flatMap(backend -> Ids.parse(backend.getBackendClusterId())
                        .map(id -> new BackendBrokers(id, backend.getNodeIdsList()))
                        .stream())
                .toList();
        if (!known.equals(brokers)) {
            brokers = known;
            brokersSaved = false;
        }
    }

    synchronized void resync(Resync resync) {
        boolean again = outbox.resend(resync.getVersion());
        log.warn(
                "node asks for a whole snapshot node={} gateway={} version={} sent={}",
                nodeId,
                gatewayId,
                resync.getVersion(),
                again);
        send();
    }

    /** Writes what the node said and is not in the database yet; what fails is tried again at the next call. */
    void save() {
        NodeReport report;
        Long held;
        List<BackendBrokers> known;
        synchronized (this) {
            report = unsaved;
            held = heldVersion;
            unsaved = null;
            heldVersion = null;
            known = brokersSaved ? null : brokers;
            brokersSaved = true;
        }
        try {
            if (held != null) {
                nodes.holds(gatewayId, nodeId, held);
            }
            if (report != null) {
                nodes.report(report);
            }
            if (known != null) {
                nodes.know(gatewayId, nodeId, known);
            }
        } catch (RuntimeException e) {
            synchronized (this) {
                brokersSaved = brokersSaved && known == null;
                unsaved = unsaved == null ? report : unsaved;
                heldVersion = unsaved == null && heldVersion == null ? held : heldVersion;
            }
            log.warn("report not stored yet node={} gateway={} reason={}", nodeId, gatewayId, e.toString());
        }
    }

    synchronized void endIfExpired(Instant now) {
        if (!certificate.isValidAt(now)) {
            end(Status.UNAUTHENTICATED.withDescription("The certificate has expired"));
        }
    }

    synchronized void end(Status status) {
        if (!ended) {
            ended = true;
            log.info(
                    "stream ended node={} gateway={} status={} reason={}",
                    nodeId,
                    gatewayId,
                    status.getCode(),
                    status.getDescription());
            call.onError(status.asRuntimeException());
        }
    }

    private static NodeProblem problem(Problem problem) {
        Severity severity = switch (problem.getSeverity()) {
            case SEVERITY_WARNING -> Severity.WARNING;
            case SEVERITY_ERROR, UNRECOGNIZED -> Severity.ERROR;
        };
        return new NodeProblem(problem.getCode(), problem.getMessage(), severity);
    }

    private void begin(GatewaySnapshot snapshot) {
        if (snapshot.is(hello.getBaseVersion(), hello.getDigest())) {
            outbox.hold(snapshot);
            heldVersion = snapshot.version();
        } else if (snapshot.leadsOnFrom(hello.getBaseVersion())) {
            outbox.leadOnFrom(hello.getBaseVersion());
        }
    }

    private void refuseVersion(GatewaySnapshot snapshot) {
        if (incompatible) {
            return;
        }
        incompatible = true;
        String message = "Node [" + nodeId + "] has release [" + hello.getVersion() + "], but event gateway ["
                + gatewayId + "] needs at least " + snapshot.minRuntimeVersion()
                + ": it gets no configuration and keeps serving what it has";
        unsaved = new NodeReport(
                gatewayId,
                nodeId,
                Optional.empty(),
                List.of(new NodeProblem("node.incompatible_version", message, Severity.ERROR)));
    }
}
