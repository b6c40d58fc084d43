package io.signalbox.controlplane.node;

import java.util.Optional;
import java.util.UUID;

/**
 * One data-plane process that has come.
 *
 * @param id under which it is shown
 * @param instanceId chosen when the process started; earlier releases have none
 * @param declaredId the id that it came with, where another process has that one
 */
public record NodeProcess(
        UUID gatewayId,
        UUID id,
        Optional<UUID> instanceId,
        Optional<UUID> declaredId,
        String hostname,
        String release) {

    private static final int MAX_HOSTNAME_LENGTH = 255;
    private static final int MAX_RELEASE_LENGTH = 64;

    /** Limits what a node sent, and removes what PostgreSQL cannot store. */
    public NodeProcess {
        hostname = limit(hostname, MAX_HOSTNAME_LENGTH);
        release = limit(release, MAX_RELEASE_LENGTH);
    }

    /** The same process, shown under the id of its instance, since another has the one that it came with. */
    public NodeProcess standIn() {
        return new NodeProcess(gatewayId, instanceId.orElseThrow(), instanceId, Optional.of(id), hostname, release);
    }

    private static String limit(String text, int length) {
        String storable = text.replace("\0", "");
        return storable.substring(0, Math.min(length, storable.length()));
    }
}
