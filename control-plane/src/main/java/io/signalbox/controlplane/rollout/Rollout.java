package io.signalbox.controlplane.rollout;

import io.signalbox.controlplane.gateway.Gateway;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import io.signalbox.controlplane.node.LiveNode;
import io.signalbox.controlplane.node.NodeProblem;
import io.signalbox.controlplane.node.Severity;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the live nodes of a gateway made of a version, or of a newer one; {@code applied} when there is no node. */
record Rollout(String version, RolloutState state, List<NodeRollout> nodes) {

    Rollout {
        nodes = List.copyOf(nodes);
    }

    static Rollout of(long version, String minRuntimeVersion, List<LiveNode> live) {
        List<NodeRollout> nodes = live.stream()
                .map(node -> new NodeRollout(
                        node.id(),
                        Optional.of(node.hostname()).filter(name -> !name.isEmpty()),
                        Gateway.versionText(node.appliedVersion()),
                        state(version, minRuntimeVersion, node),
                        node.problems()))
                .toList();
        return new Rollout(Gateway.versionText(version), together(nodes), nodes);
    }

    boolean isSettled() {
        return nodes.stream().noneMatch(node -> node.state() == RolloutState.PENDING);
    }

    private static RolloutState state(long version, String minRuntimeVersion, LiveNode node) {
        boolean hasErrors = node.problems().stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
        if (node.appliedVersion() >= version) {
            return hasErrors ? RolloutState.REJECTED : RolloutState.APPLIED;
        }
        // It will get no version at all; but for a moment only the control plane that it is connected to knows why.
        boolean excluded = !RuntimeVersion.suffices(node.release(), minRuntimeVersion);
        return excluded && hasErrors ? RolloutState.REJECTED : RolloutState.PENDING;
    }

    private static RolloutState together(List<NodeRollout> nodes) {
        if (nodes.stream().anyMatch(node -> node.state() == RolloutState.PENDING)) {
            return RolloutState.PENDING;
        }
        return nodes.stream().anyMatch(node -> node.state() == RolloutState.REJECTED)
                ? RolloutState.REJECTED
                : RolloutState.APPLIED;
    }

    /** One node's part. */
    record NodeRollout(
            UUID id,
            Optional<String> hostname,
            String appliedVersion,
            RolloutState state,
            List<NodeProblem> problems) {}
}
