package io.signalbox.controlplane.statickey;

import io.signalbox.controlplane.secret.Secret;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** A key of 256 bits for AES, as the API shows it: by its name, and by its value only where that is a reference. */
public record StaticKey(
        UUID id,
        String name,
        String description,
        Map<String, String> labels,
        Secret value,
        Instant createdAt,
        Instant updatedAt) {}
