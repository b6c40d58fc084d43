package io.signalbox.controlplane.node;

import java.util.List;
import java.util.UUID;

/** A node that was seen a moment ago, and what it said last; the version is 0 when it has applied none. */
public record LiveNode(UUID id, String hostname, String release, long appliedVersion, List<NodeProblem> problems) {

    public LiveNode {
        problems = List.copyOf(problems);
    }
}
