package io.signalbox.controlplane.access;

import io.signalbox.controlplane.problem.Problem;
import io.signalbox.controlplane.settings.OidcSettings;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Takes the JWTs of one issuer for tokens: signed by it, meant for us, and not expired. */
final class OidcTokens {

    private static final Logger log = LoggerFactory.getLogger(OidcTokens.class);
    private static final int MAX_SUBJECT_LENGTH = 255;

    private final OidcSettings settings;
    private final NimbusJwtDecoder decoder;

    OidcTokens(OidcSettings settings, IssuerKeys keys) {
        this.settings = settings;
        decoder = NimbusJwtDecoder.withJwkSource(keys)
                .jwsAlgorithms(algorithms -> {
                    algorithms.clear();
                    algorithms.addAll(Arrays.asList(SignatureAlgorithm.values())); // each with a public key
                })
                .jwtProcessorCustomizer(processor -> processor.setJWSTypeVerifier((type, context) -> {})) // see below
                .build();
        JwtTypeValidator type = new JwtTypeValidator("JWT", "at+jwt", "application/at+jwt");
        type.setAllowEmpty(true);
        JwtTimestampValidator time = new JwtTimestampValidator();
        time.setAllowEmptyExpiryClaim(false);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                type, time, new JwtIssuerValidator(settings.issuer()), new JwtAudienceValidator(settings.audience())));
    }

    static boolean looksLikeOne(TokenText token) {
        String text = token.reveal();
        return text.startsWith("eyJ") && text.chars().filter(c -> c == '.').count() == 2;
    }

    /**
     * The identity; empty when the token is not valid.
     *
     * @throws Problem.Forbidden when it is valid and gives no right
     */
    Optional<Identity> identify(TokenText token) {
        try {
            Jwt jwt = decoder.decode(token.reveal());
            return Optional.ofNullable(jwt.getSubject())
                    .filter(OidcTokens::isReadable)
                    .map(subject -> new Identity(
                            Authenticator.OIDC_PREFIX + subject,
                            role(jwt, subject),
                            Optional.ofNullable(jwt.getExpiresAt())));
        } catch (BadJwtException e) {
            log.info("JWT refused reason={}", String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", " "));
            return Optional.empty();
        } catch (JwtException e) {
            log.warn("JWT cannot be checked reason={}", e.getMessage());
            throw new Problem.Unavailable("The issuer of the token cannot be asked for its keys");
        }
    }

    private Role role(Jwt jwt, String subject) {
        if (values(jwt.getClaims()).contains(settings.adminValue())) {
            return Role.ADMIN;
        }
        if (settings.othersMayRead()) {
            return Role.READ_ONLY;
        }
        throw new Problem.Forbidden(Authenticator.OIDC_PREFIX + subject, "has no role here");
    }

    String issuer() {
        return settings.issuer();
    }

    /** What the claim says: a text, or several in an array. */
    private Collection<?> values(Map<String, ?> claims) {
        Object value = claims.get(settings.claim()); // a claim may have dots in its name
        if (value == null) {
            value = claims;
            for (String name : settings.claim().split("\\.", -1)) {
                value = value instanceof Map<?, ?> object ? object.get(name) : null;
            }
        }
        return value instanceof Collection<?> several
                ? several
                : Optional.ofNullable(value).stream().filter(Objects::nonNull).toList();
    }

    /** Printed in logs and in the change log. */
    private static boolean isReadable(String subject) {
        return !subject.isBlank()
                && subject.length() <= MAX_SUBJECT_LENGTH
                && subject.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c));
    }
}
