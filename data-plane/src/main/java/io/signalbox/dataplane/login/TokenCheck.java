package io.signalbox.dataplane.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.signalbox.dataplane.config.TokenRules;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Checks tokens by one set of rules: signature by a key of the issuer's, issuer, audience, time (RFC 7519). May ask the
 * issuer for its keys, and so takes up to the time that the rules give for that. For any thread but an event loop.
 */
final class TokenCheck {

    /** By which a token may be ahead of our clock; one that has expired is no good, since no session could begin by it. */
    private static final int CLOCK_SKEW_SECONDS = 30;
    /** So long keys that are known go on to be good while their endpoint is away. */
    private static final Duration OUTAGE = Duration.ofHours(12);
    /** So often at most the endpoint is asked for a key that nobody knows: strangers' tokens must not become its load. */
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(5);

    private static final int MAX_KEYS_BYTES = 1024 * 1024;

    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final TokenRules rules;

    /** Throws an {@link IllegalArgumentException} when the rules' endpoint cannot be asked. */
    TokenCheck(TokenRules rules) {
        this.rules = rules;
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                ALGORITHMS, keys(rules.jwksEndpoint().orElseThrow(), rules)));
        processor.setJWTClaimsSetVerifier(claims(rules));
    }

    TokenVerdict check(String token) {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            Instant end = claims.getExpirationTime().toInstant();
            if (!Instant.now().isBefore(end)) {
                return new TokenVerdict.Bad("it expired at " + end);
            }
            return text(claims, rules.subjectClaim())
                    .<TokenVerdict>map(principal -> new TokenVerdict.Good(principal, claims.toJSONObject(), end))
                    .orElseGet(() -> new TokenVerdict.Bad("it has no claim [" + rules.subjectClaim() + "]"));
        } catch (ParseException e) {
            return new TokenVerdict.Bad("it is no signed JWT"); // the cause may repeat some of it
        } catch (RateLimitReachedException e) {
            return new TokenVerdict.Bad("it is signed by a key that its issuer did not have a moment ago");
        } catch (KeySourceException e) {
            return new TokenVerdict.Unknown(String.valueOf(e.getMessage()));
        } catch (BadJOSEException | JOSEException e) {
            return new TokenVerdict.Bad(String.valueOf(e.getMessage()));
        }
    }

    /** A claim that is a text and not blank. */
    static Optional<String> text(JWTClaimsSet claims, String name) {
        return claims.getClaim(name) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    private static JWKSource<SecurityContext> keys(URI endpoint, TokenRules rules) {
        int timeout = Math.toIntExact(Math.min(Math.max(rules.jwksTimeout().toMillis(), 1), Integer.MAX_VALUE));
        long cache = Math.max(rules.jwksCache().toMillis(), 2);
        try {
            return JWKSourceBuilder.create(
                            endpoint.toURL(), new DefaultResourceRetriever(timeout, timeout, MAX_KEYS_BYTES))
                    .cache(cache, timeout)
                    .refreshAheadCache(false)
                    .rateLimited(Math.min(BETWEEN_QUESTIONS.toMillis(), cache / 2))
                    .outageTolerant(OUTAGE.toMillis())
                    .build();
        } catch (MalformedURLException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "jwks.endpoint [" + endpoint + "] cannot be asked: " + e.getMessage(), e);
        }
    }

    private static DefaultJWTClaimsVerifier<SecurityContext> claims(TokenRules rules) {
        JWTClaimsSet.Builder exact = new JWTClaimsSet.Builder();
        rules.issuer().ifPresent(exact::issuer);
        Set<String> audiences = rules.audiences().isEmpty() ? null : new HashSet<>(rules.audiences());
        DefaultJWTClaimsVerifier<SecurityContext> verifier =
                new DefaultJWTClaimsVerifier<>(audiences, exact.build(), Set.of("exp"), null);
        verifier.setMaxClockSkew(CLOCK_SKEW_SECONDS);
        return verifier;
    }
}
