package io.signalbox.controlplane.access;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A token, as the API shows it.
 *
 * @param token its text: only in the answer that creates it
 * @param lastUsedAt to the minute
 */
record AccessToken(
        UUID id,
        String name,
        Role role,
        Optional<String> token,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> lastUsedAt) {

    AccessToken with(TokenText text) {
        return new AccessToken(id, name, role, Optional.of(text.reveal()), createdAt, expiresAt, lastUsedAt);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "AccessToken[" + name + "]";
    }
}
