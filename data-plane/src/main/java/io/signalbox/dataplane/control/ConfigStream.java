package io.signalbox.dataplane.control;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.signalbox.dataplane.config.ConfigApplier;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.config.Resources;
import io.signalbox.proto.config.v1.Applied;
import io.signalbox.proto.config.v1.ControlPlaneMessage;
import io.signalbox.proto.config.v1.Delta;
import io.signalbox.proto.config.v1.Findings;
import io.signalbox.proto.config.v1.Health;
import io.signalbox.proto.config.v1.Inquiry;
import io.signalbox.proto.config.v1.NodeMessage;
import io.signalbox.proto.config.v1.Notice;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.ResourceKind;
import io.signalbox.proto.config.v1.Resync;
import io.signalbox.proto.config.v1.Snapshot;
import io.signalbox.proto.config.v1.Traffic;
import io.signalbox.proto.config.v1.WireProblem;
import io.signalbox.proto.config.v1.WireSeverity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call to a control plane, from Hello to its end. For one thread: the one on which gRPC calls back. */
final class ConfigStream implements StreamObserver<ControlPlaneMessage> {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigStream.class);

    /** Far above any gateway's configuration: a stream that never ends its snapshot must not fill the heap. */
    private static final int MAX_RESOURCES = 1_000_000;

    private final ConfigApplier applier;
    private final ProblemBoard problems;
    private final Events events;
    private final List<Resource> chunks = new ArrayList<>();
    private final Delta.Builder deltaChunks = Delta.newBuilder();
    private StreamObserver<NodeMessage> out = new Unopened();
    private boolean open;
    private boolean answered;

    ConfigStream(ConfigApplier applier, ProblemBoard problems, Events events) {
        this.applier = applier;
        this.problems = problems;
        this.events = events;
    }

    /** What whoever keeps the stream wants to know. */
    interface Events {

        /** The control plane has accepted this node: it has sent something, for the first time in this call. */
        void onAnswer();

        void onNotice(Notice notice);

        /** The control plane asks something; {@link ConfigStream#sendFindings} answers. */
        void onInquiry(Inquiry inquiry);

        void onEnd(Status status, Optional<Metadata> trailers);
    }

    /** Says who this node is and what it holds. */
    void begin(StreamObserver<NodeMessage> toControlPlane, NodeIdentity identity) {
        out = toControlPlane;
        open = true;
        Resources held = applier.applied();
        send(NodeMessage.newBuilder()
                .setHello(identity.hello()
                        .setAnswersInquiries(true)
                        .setBaseVersion(held.version())
                        .setEdition(held.edition())
                        .setDigest(held.version() == 0 ? ByteString.EMPTY : held.digest())
                        .setContentDigest(held.version() == 0 ? ByteString.EMPTY : held.contentDigest()))
                .build());
        report();
    }

    /** Tells the control plane what this node makes of the version it runs. */
    void report() {
        Resources held = applier.applied();
        if (held.version() > 0) {
            Applied.Builder applied =
                    Applied.newBuilder().setVersion(held.version()).setEdition(held.edition());
            problems.problems().forEach(problem -> applied.addProblems(message(problem)));
            send(NodeMessage.newBuilder().setApplied(applied).build());
        }
    }

    void sendHealth(Health health) {
        send(NodeMessage.newBuilder().setHealth(health).build());
    }

    void sendTraffic(Traffic traffic) {
        send(NodeMessage.newBuilder().setTraffic(traffic).build());
    }

    void sendFindings(Findings findings) {
        send(NodeMessage.newBuilder().setFindings(findings).build());
    }

    /** Ends the call from this side. */
    void end() {
        if (open) {
            open = false;
            out.onCompleted();
        }
    }

    @Override
    public void onNext(ControlPlaneMessage message) {
        if (!answered) {
            answered = true;
            events.onAnswer();
        }
        switch (message.getMessageCase()) {
            case SNAPSHOT -> onSnapshot(message.getSnapshot());
            case DELTA -> onDelta(message.getDelta());
            case NOTICE -> events.onNotice(message.getNotice());
            case ADMITTED -> LOG.debug("admitted");
            case INQUIRY -> events.onInquiry(message.getInquiry());
            case MESSAGE_NOT_SET -> resync(0, "a message of a kind that this node does not know");
        }
    }

    @Override
    public void onError(Throwable cause) {
        open = false;
        events.onEnd(Status.fromThrowable(cause), Optional.ofNullable(Status.trailersFromThrowable(cause)));
    }

    @Override
    public void onCompleted() {
        end();
        events.onEnd(Status.OK, Optional.empty());
    }

    private void onSnapshot(Snapshot chunk) {
        chunks.addAll(chunk.getResourcesList());
        if (chunks.size() > MAX_RESOURCES) {
            chunks.clear();
            resync(chunk.getVersion(), "a snapshot has more than " + MAX_RESOURCES + " resources");
        } else if (chunk.getLast()) {
            Resources resources = Resources.of(chunk.getVersion(), chunk.getEdition(), chunks);
            chunks.clear();
            apply(resources, resources.prove(chunk.getDigest(), chunk.getContentDigest()));
        }
    }

    private void onDelta(Delta chunk) {
        deltaChunks.mergeFrom(chunk); // lists grow, all else is that of the last chunk
        if (deltaChunks.getChangedCount() + deltaChunks.getRemovedCount() > MAX_RESOURCES) {
            deltaChunks.clear();
            resync(chunk.getToVersion(), "a delta has more than " + MAX_RESOURCES + " resources");
        } else if (!chunk.getMore()) {
            Delta delta = deltaChunks.build();
            deltaChunks.clear();
            apply(delta);
        }
    }

    private void apply(Delta delta) {
        Resources held = applier.applied();
        if (held.version() == delta.getFromVersion()) {
            Resources next = held.with(
                    delta.getToVersion(), delta.getToEdition(), delta.getChangedList(), delta.getRemovedList());
            apply(next, leadsTo(delta, next));
        } else {
            resync(
                    delta.getToVersion(),
                    "a delta from version " + delta.getFromVersion() + ", " + held.version() + " is held");
        }
    }

    /** A control plane of an earlier release gives no sum. */
    private static boolean leadsTo(Delta delta, Resources next) {
        return delta.getSumDigest().isEmpty()
                ? next.prove(delta.getDigest(), delta.getContentDigest())
                : next.sumDigest().equals(delta.getSumDigest());
    }

    private void apply(Resources resources, boolean proven) {
        if (proven) {
            applier.apply(resources);
            report();
        } else {
            resync(resources.version(), "the digest differs");
        }
    }

    private void resync(long version, String reason) {
        LOG.warn("asking for a whole snapshot: version={} reason=\"{}\"", version, reason);
        send(NodeMessage.newBuilder()
                .setResync(Resync.newBuilder().setVersion(version).setReason(reason))
                .build());
    }

    private void send(NodeMessage message) {
        if (open) {
            out.onNext(message);
        }
    }

    private static WireProblem message(ConfigProblem problem) {
        return WireProblem.newBuilder()
                .setResource(ResourceKey.newBuilder()
                        .setKind(kind(problem.entity().kind()))
                        .setId(problem.entity().id().toString()))
                .setCode(problem.code())
                .setMessage(problem.message())
                .setSeverity(
                        switch (problem.severity()) {
                            case ERROR -> WireSeverity.SEVERITY_ERROR;
                            case WARNING -> WireSeverity.SEVERITY_WARNING;
                        })
                .build();
    }

    private static ResourceKind kind(EntityRef.Kind kind) {
        return switch (kind) {
            case BACKEND_CLUSTER -> ResourceKind.RESOURCE_KIND_BACKEND_CLUSTER;
            case VIRTUAL_CLUSTER -> ResourceKind.RESOURCE_KIND_VIRTUAL_CLUSTER;
            case LISTENER -> ResourceKind.RESOURCE_KIND_LISTENER;
            case LISTENER_POLICY -> ResourceKind.RESOURCE_KIND_LISTENER_POLICY;
            case CLUSTER_POLICY -> ResourceKind.RESOURCE_KIND_CLUSTER_POLICY;
            case PRODUCE_POLICY -> ResourceKind.RESOURCE_KIND_PRODUCE_POLICY;
            case CONSUME_POLICY -> ResourceKind.RESOURCE_KIND_CONSUME_POLICY;
            case TLS_TRUST_BUNDLE -> ResourceKind.RESOURCE_KIND_TLS_TRUST_BUNDLE;
            case SCHEMA_REGISTRY -> ResourceKind.RESOURCE_KIND_SCHEMA_REGISTRY;
            case STATIC_KEY -> ResourceKind.RESOURCE_KIND_STATIC_KEY;
        };
    }

    /** Before the call is made, nothing can be said. */
    private static final class Unopened implements StreamObserver<NodeMessage> {
        @Override
        public void onNext(NodeMessage message) {
            throw new IllegalStateException("the stream is not open");
        }

        @Override
        public void onError(Throwable cause) {
            throw new IllegalStateException("the stream is not open", cause);
        }

        @Override
        public void onCompleted() {
            throw new IllegalStateException("the stream is not open");
        }
    }
}
