package io.signalbox.dataplane.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When a token is good (contract section 4.1).
 *
 * @param jwksEndpoint where its issuer's keys are; empty only where nothing is checked
 * @param jwksTimeout for one question to that endpoint
 * @param jwksCache how long an answer is good
 * @param issuer that it must name; empty: any
 * @param audiences of which it must name one; empty: any
 * @param subjectClaim whose value is the principal
 */
public record TokenRules(
        Optional<URI> jwksEndpoint,
        Duration jwksTimeout,
        Duration jwksCache,
        Optional<String> issuer,
        List<String> audiences,
        String subjectClaim) {

    public TokenRules {
        audiences = List.copyOf(audiences);
    }
}
