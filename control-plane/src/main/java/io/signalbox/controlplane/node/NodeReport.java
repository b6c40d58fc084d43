package io.signalbox.controlplane.node;

import io.signalbox.controlplane.gateway.HeldVersion;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a node by its stream.
 *
 * @param version empty: it has applied none that we sent
 * @param unserved what of that version it does not serve at all
 */
public record NodeReport(
        NodeProcess process, Optional<HeldVersion> version, List<NodeProblem> problems, List<Unserved> unserved) {

    private static final int MAX_PROBLEMS = 1_000;
    private static final int MAX_UNSERVED = 100;

    public NodeReport {
        problems = List.copyOf(problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS)));
        unserved = List.copyOf(unserved.subList(0, Math.min(unserved.size(), MAX_UNSERVED)));
    }
}
