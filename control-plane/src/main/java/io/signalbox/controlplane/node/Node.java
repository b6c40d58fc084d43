package io.signalbox.controlplane.node;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One data-plane process, as it was last seen; {@code version} is its release. */
public record Node(
        UUID id,
        String version,
        Instant lastSeenAt,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> configAppliedAt,
        Optional<String> configVersion,
        @JsonIgnore List<NodeProblem> problems) {

    /** What a node made of the newest configuration; {@code v0} when it never applied any. */
    public record Status(Instant configAppliedAt, String configVersion) {}
}
