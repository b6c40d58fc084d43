package io.signalbox.controlplane.node;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The brokers of a backend cluster as the nodes of a gateway last knew them: their ids, ascending, and when that was. */
public record ReportedBrokers(List<Integer> nodeIds, Instant reportedAt) {

    public ReportedBrokers {
        nodeIds = List.copyOf(nodeIds);
    }

    /** What the nodes seen since then know, together; when there is none, what the one that was seen last knew. */
    static Optional<ReportedBrokers> among(List<Report> reports, Instant since) {
        Optional<Report> last = reports.stream().max(Comparator.comparing(Report::lastSeenAt));
        return last.map(newest -> new ReportedBrokers(
                reports.stream()
                        .filter(report -> report.lastSeenAt().isAfter(since) || report.equals(newest))
                        .flatMap(report -> report.nodeIds().stream())
                        .sorted()
                        .distinct()
                        .toList(),
                newest.lastSeenAt()));
    }

    /** What one node knows, or knew when it was last seen. */
    record Report(Instant lastSeenAt, List<Integer> nodeIds) {}
}
