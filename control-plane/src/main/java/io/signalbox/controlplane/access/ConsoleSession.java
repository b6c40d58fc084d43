package io.signalbox.controlplane.access;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Somebody who has signed in to the console: which token that was, never its text.
 *
 * @param id its own, which stays when it is renewed
 * @param subject of a stored token its id, of the settings' token its hash, of a JWT its issuer, role and name
 * @param expiresAt never later than the token
 * @param seenAt when somebody was there last
 */
record ConsoleSession(UUID id, Kind kind, String subject, Instant expiresAt, Instant seenAt) {

    /** However much somebody does. */
    static final Duration LONGEST = Duration.ofHours(8);

    /** While nobody does anything. */
    static final Duration IDLE = Duration.ofMinutes(30);

    private static final int PARTS = 5;

    enum Kind {
        STORED,
        SETTINGS,
        ISSUED
    }

    static ConsoleSession begin(Kind kind, String subject, Instant now, Optional<Instant> tokenExpiresAt) {
        Instant latest = now.plus(LONGEST);
        Instant expiresAt = tokenExpiresAt.filter(latest::isAfter).orElse(latest);
        return new ConsoleSession(UUID.randomUUID(), kind, subject, expiresAt, now);
    }

    ConsoleSession seen(Instant now) {
        return new ConsoleSession(id, kind, subject, expiresAt, now);
    }

    /** When it ends if nothing more is heard of it. */
    Instant endsAt() {
        Instant idle = seenAt.plus(IDLE);
        return idle.isBefore(expiresAt) ? idle : expiresAt;
    }

    String text() {
        return kind + " " + expiresAt.getEpochSecond() + " " + seenAt.getEpochSecond() + " " + id + " " + subject;
    }

    static Optional<ConsoleSession> parse(String text) {
        String[] parts = text.split(" ", PARTS);
        if (parts.length < PARTS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ConsoleSession(
                    UUID.fromString(parts[3]), Kind.valueOf(parts[0]), parts[4], instant(parts[1]), instant(parts[2])));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty(); // sealed by a release that has other ones
        }
    }

    private static Instant instant(String seconds) {
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }
}
