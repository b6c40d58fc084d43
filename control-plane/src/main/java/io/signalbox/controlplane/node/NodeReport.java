package io.signalbox.controlplane.node;

import io.signalbox.controlplane.gateway.HeldVersion;
import java.util.List;
import java.util.Optional;

/** What is known of a node by its stream; no version: it has applied none that we sent. */
public record NodeReport(NodeProcess process, Optional<HeldVersion> version, List<NodeProblem> problems) {

    private static final int MAX_PROBLEMS = 1_000;

    public NodeReport {
        problems = List.copyOf(problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS)));
    }
}
