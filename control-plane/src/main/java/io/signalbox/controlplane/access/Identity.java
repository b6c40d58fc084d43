package io.signalbox.controlplane.access;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;

/**
 * The identity of a request's token.
 *
 * @param expiresAt when the token becomes invalid; empty: never
 */
record Identity(String name, Role role, Optional<Instant> expiresAt) {

    private static final String ATTRIBUTE = Identity.class.getName();

    void note(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** Empty on a path that asks for no token. */
    static Optional<Identity> of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Identity identity ? Optional.of(identity) : Optional.empty();
    }
}
