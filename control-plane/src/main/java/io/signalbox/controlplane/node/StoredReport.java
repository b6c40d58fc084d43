package io.signalbox.controlplane.node;

import io.signalbox.controlplane.gateway.HeldVersion;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A report as the database takes it. */
record StoredReport(
        UUID gatewayId,
        UUID id,
        Optional<UUID> instanceId,
        Optional<Long> version,
        Optional<UUID> edition,
        List<StoredProblem> problems) {

    static StoredReport of(NodeReport report) {
        return new StoredReport(
                report.process().gatewayId(),
                report.process().id(),
                report.process().instanceId(),
                report.version().map(HeldVersion::number),
                report.version().flatMap(HeldVersion::edition),
                report.problems().stream().map(StoredProblem::of).toList());
    }
}
