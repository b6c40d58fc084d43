package io.signalbox.controlplane.access;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A token that is wanted. */
record AccessTokenRequest(String name, Role role, Optional<Instant> expiresAt) {

    private static final TextRule TIME = new TextRule(
            1,
            64,
            "is_date_time",
            text -> time(text).isPresent()
                    ? Optional.empty()
                    : Optional.of("must be a time of RFC 3339, as 2027-01-31T12:00:00Z"));

    static AccessTokenRequest read(BodyReader body, Instant now) {
        String name = body.requiredText("name", TextRule.NAME);
        if (isReserved(name)) {
            body.refuse("name", "invalid", "is a name that the control plane gives itself");
        }
        String role = body.requiredChoice("role", Role.TEXTS);
        Optional<Instant> expiresAt = body.text("expires_at", TIME).flatMap(AccessTokenRequest::time);
        if (expiresAt.filter(time -> !time.isAfter(now)).isPresent()) {
            body.refuse("expires_at", "invalid", "must be in the future");
        }
        body.check();
        return new AccessTokenRequest(name, Role.of(role), expiresAt);
    }

    /** A name in the change log must stand for one token. */
    private static boolean isReserved(String name) {
        return name.equals(FirstToken.NAME)
                || name.equals(Authenticator.FROM_SETTINGS)
                || name.startsWith(Authenticator.OIDC_PREFIX);
    }

    private static Optional<Instant> time(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            boolean storable = time.getYear() >= 0 && time.getYear() <= 9999;
            return storable ? Optional.of(time.toInstant().truncatedTo(ChronoUnit.MICROS)) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
