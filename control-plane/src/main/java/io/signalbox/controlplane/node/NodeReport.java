package io.signalbox.controlplane.node;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is known of a node by its stream; no version: it has applied none that we sent. */
public record NodeReport(UUID gatewayId, UUID nodeId, Optional<Long> version, List<NodeProblem> problems) {

    private static final int MAX_PROBLEMS = 1_000;

    public NodeReport {
        problems = List.copyOf(problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS)));
    }
}
