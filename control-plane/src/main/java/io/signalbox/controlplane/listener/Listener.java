package io.signalbox.controlplane.listener;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Addresses and ports that nodes bind, as the API shows them: ports as text, in the order given. */
public record Listener(
        UUID id,
        String name,
        String description,
        List<String> addresses,
        List<String> ports,
        Map<String, String> labels,
        Instant createdAt,
        Instant updatedAt) {}
