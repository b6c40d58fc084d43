package io.signalbox.controlplane.policy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A listener policy, as the API shows it; where it stands is shown by the chain. */
public record ListenerPolicy(
        UUID id,
        String type,
        Optional<String> name,
        String description,
        boolean enabled,
        Map<String, String> labels,
        PolicyConfig config,
        Instant createdAt,
        Instant updatedAt,
        @JsonIgnore UUID listenerId,
        @JsonIgnore int position) {}
