package io.signalbox.controlplane.node;

import java.util.UUID;

/**
 * The live nodes of a gateway, as numbers.
 *
 * @param version the gateway's
 * @param live how many there are
 * @param behind how many of them have not applied that version
 * @param lag by how many versions the one is behind that is furthest; all of them where it has applied none
 * @param withErrors how many report an error
 * @param withWarnings how many report a warning
 */
public record Fleet(
        UUID gatewayId,
        String gatewayName,
        long version,
        long live,
        long behind,
        long lag,
        long withErrors,
        long withWarnings) {}
