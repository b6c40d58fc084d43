package io.signalbox.controlplane.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.signalbox.controlplane.problem.Problem;
import io.signalbox.controlplane.settings.OidcSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OidcTokensIT {

    private static final IssuerKeys.Limits LIMITS =
            new IssuerKeys.Limits(Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofSeconds(10));

    private final TestIssuer issuer = new TestIssuer();
    private Instant now = Instant.now();
    private final OidcTokens tokens = tokens("roles", true);

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void aValidTokenStandsForItsSubject() {
        Instant end = now.plus(Duration.ofMinutes(3)).truncatedTo(ChronoUnit.SECONDS);
        Supplier<JWTClaimsSet.Builder> alice = () -> issuer.claims("alice").expirationTime(Date.from(end));
        Identity reader = new Identity("oidc:alice", Role.READ_ONLY, Optional.of(end));
        Identity admin = new Identity("oidc:alice", Role.ADMIN, Optional.of(end));

        assertThat(identify(issuer.sign(alice.get()))).contains(reader);
        assertThat(identify(issuer.sign(alice.get().claim("roles", List.of("a", "signalbox-admin")))))
                .contains(admin);
        assertThat(identify(issuer.sign(alice.get().claim("roles", "signalbox-admin"))))
                .contains(admin);
        assertThat(identify(issuer.sign(issuer.claims("alice").audience(List.of("other", TestIssuer.AUDIENCE)))))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({"realm.roles, true", "realm, false", "realm.roles.x, false", "realm.none, false"})
    void theClaimMayBeInsideOfAnother(String claim, boolean admin) {
        String token = issuer.sign(issuer.claims("alice").claim("realm", Map.of("roles", List.of("signalbox-admin"))));

        Optional<Identity> found = tokens(claim, true).identify(new TokenText(token));

        assertThat(found.map(Identity::role)).contains(admin ? Role.ADMIN : Role.READ_ONLY);
    }

    @Test
    void whoeverHasNoRoleIsRefusedUnlessOthersMayRead() {
        String token = issuer.sign(issuer.claims("bob").claim("roles", "auditor"));

        assertThatThrownBy(() -> tokens("roles", false).identify(new TokenText(token)))
                .isInstanceOf(Problem.Forbidden.class)
                .hasMessage("The token [oidc:bob] has no role here");
    }

    @Test
    void whatIsNotInOrderIsUnknown() throws JOSEException {
        JWTClaimsSet.Builder good = issuer.claims("alice");
        Date past = Date.from(Instant.now().minus(Duration.ofMinutes(5)));
        Date future = Date.from(Instant.now().plus(Duration.ofMinutes(5)));

        assertThat(identify(issuer.sign(issuer.claims("alice").expirationTime(past))))
                .isEmpty();
        assertThat(identify(issuer.sign(issuer.claims("alice").expirationTime(null))))
                .isEmpty();
        assertThat(identify(issuer.sign(issuer.claims("alice").notBeforeTime(future))))
                .isEmpty();
        assertThat(identify(issuer.sign(issuer.claims("alice").issuer("https://other.example"))))
                .isEmpty();
        assertThat(identify(issuer.sign(issuer.claims("alice").audience("other"))))
                .isEmpty();
        assertThat(identify(issuer.sign(issuer.claims("alice").audience((String) null))))
                .isEmpty();
        assertThat(identify(issuer.sign(issuer.claims("a\nb")))).isEmpty();
        assertThat(identify(issuer.sign(issuer.claims("alice").subject(null)))).isEmpty();
        assertThat(identify(new PlainJWT(good.build()).serialize())).isEmpty();
        assertThat(identify(TestIssuer.sign(TestIssuer.newKey("nobody's"), good)))
                .isEmpty();
        assertThat(identify(TestIssuer.sign(TestIssuer.newKey(issuer.key().getKeyID()), good)))
                .isEmpty();
        assertThat(identify(signedWithThePublicKey(good))).isEmpty();
        assertThat(identify("eyJhbGciOiJFUzI1NiJ9.e30.x")).isEmpty();
        assertThat(identify("eyJ..")).isEmpty();
        assertThat(identify(issuer.sign(good))).isPresent();
    }

    @Test
    void tokensWithUnknownKeysDoNotMakeUsAskWithoutEnd() {
        for (int i = 0; i < 20; i++) {
            identify(TestIssuer.sign(TestIssuer.newKey("key " + i), issuer.claims("mallory")));
        }

        assertThat(issuer.keyRequests()).isEqualTo(1);
    }

    @Test
    void aRotatedKeyIsFoundAndTheOldOneForgotten() {
        String old = issuer.sign(issuer.claims("alice"));
        assertThat(identify(old)).isPresent();

        issuer.rotate();
        now = now.plusSeconds(11);

        assertThat(identify(issuer.sign(issuer.claims("alice")))).isPresent();
        assertThat(identify(old)).isEmpty();
        assertThat(issuer.keyRequests()).isEqualTo(2);
    }

    @Test
    void keysAreKeptForAWhileWhenTheIssuerIsAway() {
        String token = issuer.sign(issuer.claims("alice"));
        assertThat(identify(token)).isPresent();

        issuer.goAway(true);
        now = now.plus(Duration.ofMinutes(30));
        assertThat(identify(token)).isPresent();
        now = now.plus(Duration.ofHours(1));
        assertThatThrownBy(() -> identify(token)).isInstanceOf(Problem.Unavailable.class);
        issuer.goAway(false);
        now = now.plusSeconds(11);
        assertThat(identify(token)).isPresent();
    }

    @Test
    void anIssuerThatIsNotItselfOrSaysTooMuchIsNotBelieved() {
        String token = issuer.sign(issuer.claims("alice"));

        issuer.saysThatItIs("https://other.example");
        assertThatThrownBy(() -> identify(token)).isInstanceOf(Problem.Unavailable.class);
        issuer.saysThatItIs("");
        issuer.offerMoreThanAnyoneReads();
        now = now.plusSeconds(11);
        assertThatThrownBy(() -> identify(token)).isInstanceOf(Problem.Unavailable.class);
    }

    private String signedWithThePublicKey(JWTClaimsSet.Builder claims) throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID(issuer.key().getKeyID())
                        .build(),
                claims.build());
        jwt.sign(new MACSigner(issuer.key().toECPublicKey().getEncoded()));
        return jwt.serialize();
    }

    private Optional<Identity> identify(String token) {
        return tokens.identify(new TokenText(token));
    }

    private OidcTokens tokens(String claim, boolean othersMayRead) {
        Clock clock = InstantSource.system().withZone(ZoneOffset.UTC);
        Clock settable = new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public java.time.ZoneId getZone() {
                return clock.getZone();
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
        return new OidcTokens(
                new OidcSettings(issuer.url(), TestIssuer.AUDIENCE, claim, "signalbox-admin", othersMayRead),
                new IssuerKeys(issuer.url(), LIMITS, settable));
    }
}
