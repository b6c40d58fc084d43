package io.signalbox.controlplane.node;

import java.util.List;
import java.util.UUID;

/** The brokers of a backend cluster as one node knows them: their ids, ascending. */
public record BackendBrokers(UUID backendClusterId, List<Integer> nodeIds) {

    private static final int MAX_BROKERS = 10_000;

    /** Limits and sorts what a node sent. */
    public BackendBrokers {
        nodeIds = nodeIds.stream()
                .filter(id -> id >= 0)
                .sorted()
                .distinct()
                .limit(MAX_BROKERS)
                .toList();
    }
}
