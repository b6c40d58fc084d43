package io.signalbox.controlplane.stream;

import io.signalbox.controlplane.node.NodeProblem;
import io.signalbox.controlplane.node.NodeProcess;
import io.signalbox.controlplane.node.NodeService;
import io.signalbox.controlplane.node.SeenProcess;
import io.signalbox.controlplane.node.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds living processes that came with the same node id, at whichever control planes: as when a state directory was
 * copied. The one that came last has the id. One that came before, and is seen again after that, is shown under the id
 * of its instance, so that each counts. A process that merely connects again is the same instance, and a former one that
 * is never seen again is no duplicate.
 */
final class DuplicateNodes {

    /** Three signs of life may be missed. */
    private static final Duration ALIVE = Duration.ofSeconds(35);

    /** A node that is seen no longer is not waited for in a rollout either: until then its row stays what it was. */
    private static final Duration NAME_KEPT = Duration.ofSeconds(60);

    private final NodeService nodes;

    DuplicateNodes(NodeService nodes) {
        this.nodes = nodes;
    }

    /** Compares the processes of these streams with the rows of their nodes. */
    void look(Collection<NodeStream> streams) {
        Set<UUID> gateways = streams.stream().map(NodeStream::gatewayId).collect(Collectors.toSet());
        if (gateways.isEmpty()) {
            return;
        }
        Instant now = Instant.now();
        List<SeenProcess> rows = nodes.processes(gateways);
        Map<Key, SeenProcess> byId =
                rows.stream().collect(Collectors.toMap(row -> new Key(row.gatewayId(), row.id()), Function.identity()));
        Map<Key, SeenProcess> standIns = rows.stream()
                .filter(row -> isWithin(ALIVE, row, now))
                .filter(row -> row.declaredId().isPresent() && row.instanceId().isPresent())
                .collect(Collectors.toMap(
                        row -> new Key(row.gatewayId(), row.declaredId().orElseThrow()),
                        Function.identity(),
                        (one, other) -> one));
        for (NodeStream stream : streams) {
            Key key = new Key(stream.gatewayId(), stream.came().id());
            Optional<SeenProcess> owner = Optional.ofNullable(byId.get(key));
            Optional<SeenProcess> standIn = Optional.ofNullable(standIns.get(key));
            if (stream.process().declaredId().isEmpty()) {
                lookAtOwner(stream, owner, now);
            }
            if (stream.process().declaredId().isEmpty()) {
                stream.duplicate(standIn.filter(
                                row -> !row.instanceId().equals(stream.came().instanceId()))
                        .filter(row -> !stream.isDisplaced())
                        .map(row -> problem(stream.came(), row.hostname())));
            } else {
                lookAtStandIn(stream, owner, now);
            }
        }
    }

    static NodeProblem problem(NodeProcess came, String otherHost) {
        return new NodeProblem(
                "node.duplicate_id",
                "Two nodes have the same id [" + came.id() + "]: a process on host [" + came.hostname()
                        + "], and another one on host [" + otherHost
                        + "]. Most likely a state directory was copied, or is"
                        + " shared: stop one of the two, remove the file node-id from its SIGNALBOX_STATE_DIR, and start it"
                        + " again. Until then each is shown, one of them under an id of its own",
                Severity.WARNING);
    }

    private void lookAtOwner(NodeStream stream, Optional<SeenProcess> owner, Instant now) {
        Optional<UUID> mine = stream.came().instanceId();
        if (owner.filter(row -> mine.isEmpty() || row.instanceId().equals(mine)).isPresent()) {
            return;
        }
        Optional<SeenProcess> other = owner.filter(
                        row -> mine.isPresent() && row.instanceId().isPresent())
                .filter(row -> isWithin(ALIVE, row, now));
        if (other.isEmpty()) {
            stream.takeName();
            return;
        }
        stream.displace(other.get().hostname());
        if (stream.isDisplacedAndAlive()) {
            stream.showAs(stream.came().standIn());
        }
    }

    private void lookAtStandIn(NodeStream stream, Optional<SeenProcess> owner, Instant now) {
        if (owner.filter(row -> isWithin(NAME_KEPT, row, now)).isEmpty()) {
            stream.takeName();
            stream.duplicate(Optional.empty());
        } else {
            stream.duplicate(
                    owner.filter(row -> isWithin(ALIVE, row, now)).map(row -> problem(stream.came(), row.hostname())));
        }
    }

    private static boolean isWithin(Duration age, SeenProcess row, Instant now) {
        return row.lastSeenAt().isAfter(now.minus(age));
    }

    private record Key(UUID gatewayId, UUID id) {}
}
