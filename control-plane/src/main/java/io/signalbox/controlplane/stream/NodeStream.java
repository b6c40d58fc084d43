package io.signalbox.controlplane.stream;

import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.signalbox.controlplane.certificate.PinnedCertificate;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.HeldVersion;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import io.signalbox.controlplane.gateway.VersionStatus;
import io.signalbox.controlplane.inquiry.AskedNode;
import io.signalbox.controlplane.node.BackendBrokers;
import io.signalbox.controlplane.node.NodeProblem;
import io.signalbox.controlplane.node.NodeProcess;
import io.signalbox.controlplane.node.NodeReport;
import io.signalbox.controlplane.node.ProblemEntity;
import io.signalbox.controlplane.node.Severity;
import io.signalbox.controlplane.node.Unserved;
import io.signalbox.controlplane.problem.Ids;
import io.signalbox.controlplane.snapshot.GatewaySnapshot;
import io.signalbox.controlplane.snapshot.ResourceMapper;
import io.signalbox.controlplane.snapshot.SnapshotSubscriber;
import io.signalbox.proto.config.v1.Admitted;
import io.signalbox.proto.config.v1.Applied;
import io.signalbox.proto.config.v1.ControlPlaneMessage;
import io.signalbox.proto.config.v1.Health;
import io.signalbox.proto.config.v1.Inquiry;
import io.signalbox.proto.config.v1.Notice;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.Resync;
import io.signalbox.proto.config.v1.WireProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One admitted node: is sent the newest state when it is ready for it, and reports the result. */
final class NodeStream implements SnapshotSubscriber, AskedNode {

    private static final Logger log = LoggerFactory.getLogger(NodeStream.class);

    private static final Set<EntityKind> CLUSTERS = Set.of(EntityKind.BACKEND_CLUSTER, EntityKind.VIRTUAL_CLUSTER);

    private final NodeProcess came;
    private final Base base;
    private final PinnedCertificate certificate;
    private final ServerCallStreamObserver<byte[]> call;
    private final Lock writing = new ReentrantLock();

    // All below is guarded by this; calls of gRPC do not block, those of the database are made without the lock.
    private final Outbox outbox = new Outbox();
    private @Nullable GatewaySnapshot offered;
    private boolean ended;
    private NodeProcess process; // as it is shown
    private Optional<HeldVersion> held;
    private List<NodeProblem> said = List.of();
    private List<Unserved> unserved = List.of();
    private Optional<NodeProblem> incompatible = Optional.empty();
    private Optional<NodeProblem> duplicate = Optional.empty();
    private boolean greeted = true;
    private boolean reported = true; // what is in the database is not older than what is known here
    private @Nullable List<BackendBrokers> brokers; // null until reported: an earlier stream's may be stored
    private boolean brokersSaved;
    private boolean displaced; // another process has come with this one's id
    private boolean heard; // since then

    NodeStream(NodeProcess came, Base base, PinnedCertificate certificate, ServerCallStreamObserver<byte[]> call) {
        this.came = came;
        this.base = base;
        this.certificate = certificate;
        this.call = call;
        process = came;
        held = base.held();
    }

    /** What the node said as it came: the version that it has, of which the database knows something, and what it can. */
    record Base(
            long version,
            Optional<UUID> edition,
            ByteString contentDigest,
            VersionStatus status,
            boolean answersInquiries) {

        Optional<HeldVersion> held() {
            return version > 0 ? Optional.of(new HeldVersion(version, edition)) : Optional.empty();
        }
    }

    UUID gatewayId() {
        return came.gatewayId();
    }

    /** As it came, whatever it is shown as. */
    NodeProcess came() {
        return came;
    }

    @Override
    public synchronized NodeProcess process() {
        return process;
    }

    @Override
    public synchronized void offer(GatewaySnapshot snapshot) {
        if (!snapshot.admits(certificate.fingerprint())) {
            end(
                    Refusal.CERTIFICATE_NOT_REGISTERED,
                    "The certificate is no longer registered for event gateway [" + gatewayId() + "]");
        } else if (!RuntimeVersion.suffices(came.release(), snapshot.minRuntimeVersion())) {
            refuseVersion(snapshot);
        } else {
            if (incompatible.isPresent()) {
                incompatible = Optional.empty();
                reported = false;
            }
            if (offered == null) {
                begin(snapshot);
            } else if (!snapshot.sharesHistoryWith(offered)) {
                greeted = false; // its row, too, may be from another time
            }
            offered = snapshot;
            outbox.offer(snapshot);
            send();
        }
    }

    @Override
    public synchronized void gone() {
        end(Refusal.GATEWAY_DELETED, "The event gateway [" + gatewayId() + "] is deleted");
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
        heard = true;
        // A node that comes back reports what it runs at once, before it is known here whether that is the newest.
        long newest = Math.max(outbox.highestVersion(), base.version());
        if (applied.getVersion() < 1 || applied.getVersion() > newest) {
            log.warn(
                    "answer for a version that was not sent node={} gateway={} version={}",
                    came.id(),
                    gatewayId(),
                    applied.getVersion());
            return;
        }
        said = applied.getProblemsList().stream().map(NodeStream::problem).toList();
        unserved = applied.getProblemsList().stream()
                .flatMap(problem -> unserved(problem).stream())
                .toList();
        Optional<UUID> edition = Ids.parse(applied.getEdition()).or(() -> outbox.editionOf(applied.getVersion()));
        held = Optional.of(new HeldVersion(applied.getVersion(), edition));
        reported = false;
    }

    synchronized void health(Health health) {
        heard = true;
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
                came.id(),
                gatewayId(),
                resync.getVersion(),
                again);
        send();
    }

    /** Another process has come with this one's id, which may be because this one is no more: it is asked to speak. */
    synchronized void displace(String hostname) {
        if (!displaced && process.declaredId().isEmpty()) {
            displaced = true;
            heard = false;
            notice(DuplicateNodes.problem(came, hostname));
        }
    }

    synchronized boolean isDisplaced() {
        return displaced;
    }

    /** No living process has this process's id any more. Its row may even be lost, by a restore. */
    void takeName() {
        showAs(came);
    }

    /** Whether this process has spoken after another came with its id: so both live. */
    synchronized boolean isDisplacedAndAlive() {
        return displaced && heard;
    }

    /** Is shown under this id from now on, which is the one that it came with, or else its instance's. */
    synchronized void showAs(NodeProcess shown) {
        process = shown;
        displaced = false;
        greeted = false;
        brokersSaved = brokers == null;
    }

    /** Another process that has the same id lives, or no other does any more. */
    synchronized void duplicate(Optional<NodeProblem> problem) {
        if (problem.isPresent() && duplicate.isEmpty()) {
            log.warn(
                    "two nodes have the same id node={} gateway={}: {}",
                    came.id(),
                    gatewayId(),
                    problem.get().message());
            notice(problem.get());
        } else if (problem.isEmpty() && duplicate.isPresent()) {
            log.info("no other node has this id any more node={} gateway={}", came.id(), gatewayId());
        }
        reported &= problem.equals(duplicate);
        duplicate = problem;
    }

    /** Has nobody else write what the node said meanwhile: two at once might write what is older last. */
    Lock writing() {
        return writing;
    }

    /** What the node said and is not in the database yet. It counts as written from now on, unless {@link #failed} follows. */
    synchronized Optional<Unwritten> unwritten() {
        if (displaced) {
            return Optional.empty(); // the row is another's until it is known that this one lives
        }
        boolean greet = !greeted;
        boolean report = !reported || greet;
        List<BackendBrokers> known = brokersSaved && !greet ? null : brokers;
        if (!report && known == null) {
            return Optional.empty();
        }
        List<NodeProblem> problems = new ArrayList<>(said);
        incompatible.ifPresent(problems::add);
        duplicate.ifPresent(problems::add);
        greeted = true;
        reported = true;
        brokersSaved = true;
        return Optional.of(new Unwritten(
                this,
                process,
                held,
                greet,
                report ? Optional.of(new NodeReport(process, held, problems, unserved)) : Optional.empty(),
                Optional.ofNullable(known)));
    }

    /**
     * Something for the database.
     *
     * @param greet whether its row has to be made, or renewed
     * @param brokers of all backend clusters, where that is news
     */
    record Unwritten(
            NodeStream stream,
            NodeProcess process,
            Optional<HeldVersion> held,
            boolean greet,
            Optional<NodeReport> report,
            Optional<List<BackendBrokers>> brokers) {}

    /** It is not in the database. */
    synchronized void failed(Unwritten unwritten) {
        greeted &= !unwritten.greet();
        reported &= unwritten.report().isEmpty();
        brokersSaved &= unwritten.brokers().isEmpty();
    }

    synchronized void endIfExpired(Instant now) {
        if (!certificate.isValidAt(now)) {
            end(Refusal.CERTIFICATE_NOT_VALID, "The certificate has expired");
        }
    }

    synchronized void end(Refusal refusal, String description) {
        if (!ended) {
            ended = true;
            log.info(
                    "stream ended node={} gateway={} reason={} detail=\"{}\"",
                    came.id(),
                    gatewayId(),
                    refusal.text(),
                    description);
            call.onError(refusal.because(description));
        }
    }

    /** The node has nothing more to say. */
    synchronized void complete() {
        if (!ended && !call.isCancelled()) {
            ended = true;
            call.onCompleted();
        }
    }

    /** The first message: admits the node, even when there is nothing else to send. */
    synchronized void admit() {
        tell(ControlPlaneMessage.newBuilder().setAdmitted(Admitted.getDefaultInstance()));
    }

    private static NodeProblem problem(WireProblem problem) {
        Severity severity = switch (problem.getSeverity()) {
            case SEVERITY_WARNING -> Severity.WARNING;
            case SEVERITY_ERROR, UNRECOGNIZED -> Severity.ERROR;
        };
        return new NodeProblem(problem.getCode(), problem.getMessage(), severity, entity(problem.getResource()));
    }

    /** Empty for what is about no entity, and for a kind that a later release knows. */
    private static Optional<ProblemEntity> entity(ResourceKey resource) {
        return ResourceMapper.kind(resource.getKind())
                .flatMap(kind -> Ids.parse(resource.getId()).map(id -> new ProblemEntity(kind, id)));
    }

    /** Of clusters alone: nothing else has fields that protect it. */
    private static Optional<Unserved> unserved(WireProblem problem) {
        if (!problem.getCode().endsWith(Unserved.CODE)) {
            return Optional.empty();
        }
        return entity(problem.getResource())
                .filter(entity -> CLUSTERS.contains(entity.kind()))
                .map(entity -> new Unserved(
                        entity.kind(), entity.id(), problem(problem).message()));
    }

    private void begin(GatewaySnapshot snapshot) {
        if (base.held()
                .filter(version -> snapshot.is(version, base.contentDigest()))
                .isPresent()) {
            outbox.hold(snapshot);
        } else if (base.status() == VersionStatus.KNOWN && snapshot.leadsOnFrom(base.version())) {
            outbox.leadOnFrom(base.version());
        } else if (base.version() > 0) {
            log.info(
                    "node is sent everything node={} gateway={} base={} status={}",
                    came.id(),
                    gatewayId(),
                    base.version(),
                    base.status());
        }
    }

    private void refuseVersion(GatewaySnapshot snapshot) {
        if (incompatible.isPresent()) {
            return;
        }
        String message = "Node [" + came.id() + "] has release [" + came.release() + "], but event gateway ["
                + gatewayId() + "] needs at least " + snapshot.minRuntimeVersion()
                + ": it gets no configuration and keeps serving what it has";
        incompatible = Optional.of(new NodeProblem("node.incompatible_version", message, Severity.ERROR));
        reported = false;
    }

    /** Small and rare: it need not wait until the transport is ready. */
    private void notice(NodeProblem problem) {
        tell(ControlPlaneMessage.newBuilder()
                .setNotice(Notice.newBuilder().setCode(problem.name()).setMessage(problem.message())));
    }

    @Override
    public boolean answers() {
        return base.answersInquiries();
    }

    @Override
    public synchronized void ask(Inquiry inquiry) {
        if (answers()) {
            tell(ControlPlaneMessage.newBuilder().setInquiry(inquiry));
        }
    }

    /** Earlier releases would take a message that they do not know for a broken one. */
    private void tell(ControlPlaneMessage.Builder message) {
        if (!ended && came.instanceId().isPresent()) {
            call.onNext(message.build().toByteArray());
        }
    }
}
