package io.signalbox.controlplane.changelog;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One entry of the change log, without values: see {@link DescribedChange}.
 *
 * @param version the gateway's, after the change
 * @param changedBy the name of the token
 * @param detail what there is to say beside the entity's name
 */
record RecordedChange(
        String version, Instant changedAt, String changedBy, String action, Entity entity, Optional<String> detail) {

    /** What was changed; its name is the one that it had then. */
    record Entity(String type, UUID id, Optional<String> name) {}
}
