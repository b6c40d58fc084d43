package io.signalbox.dataplane.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.config.TokenRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenCheckTest {

    private static final RSAKey KEY = key("one");
    private static final RSAKey OTHER = key("two");

    private final Instant soon = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
    private final AtomicInteger questions = new AtomicInteger();
    private HttpServer issuer;
    private volatile JWKSet keys = new JWKSet(KEY.toPublicJWK());

    @BeforeEach
    void start() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/keys", exchange -> {
            questions.incrementAndGet();
            byte[] body = keys.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        issuer.start();
    }

    @AfterEach
    void stop() {
        issuer.stop(0);
    }

    @Test
    void aTokenOfTheIssuersIsGoodUntilItExpires() throws JOSEException {
        assertThat(check().check(signed(KEY, claims())))
                .satisfies(verdict -> assertThat(good(verdict)).isEqualTo(List.of("alice", soon)));
    }

    @Test
    void thePrincipalIsTheClaimThatIsMapped() throws JOSEException {
        TokenCheck check = new TokenCheck(rules("client_id", Duration.ofHours(1)));

        assertThat(check.check(signed(KEY, claims().claim("client_id", "orders-service"))))
                .satisfies(verdict -> assertThat(good(verdict)).isEqualTo(List.of("orders-service", soon)));
        assertThat(check.check(signed(KEY, claims()))).isInstanceOf(TokenVerdict.Bad.class);
    }

    @Test
    void anythingThatIsNotAsTheRulesSayIsBad() throws JOSEException {
        TokenCheck check = check();

        assertThat(List.of(
                        check.check(signed(KEY, claims().issuer("https://elsewhere.test"))),
                        check.check(signed(KEY, claims().audience("others"))),
                        check.check(signed(KEY, claims().expirationTime(null))),
                        check.check(signed(
                                KEY, claims().expirationTime(date(Instant.now().minusSeconds(1))))),
                        check.check(signed(
                                KEY, claims().notBeforeTime(date(Instant.now().plusSeconds(90))))),
                        check.check(signed(OTHER, claims())),
                        check.check(
                                signed(new RSAKey.Builder(OTHER).keyID("one").build(), claims())),
                        check.check(new PlainJWT(claims().build()).serialize()),
                        check.check(hmac()),
                        check.check("no.token"),
                        check.check("")))
                .allSatisfy(verdict -> assertThat(verdict).isInstanceOf(TokenVerdict.Bad.class));
    }

    @Test
    void oneOfSeveralAudiencesIsEnough() throws JOSEException {
        assertThat(check().check(signed(KEY, claims().audience(List.of("others", "kafka-too")))))
                .isInstanceOf(TokenVerdict.Good.class);
    }

    @Test
    void theKeysAreAskedForOnceForManyTokens() throws JOSEException {
        TokenCheck check = check();

        for (int i = 0; i < 20; i++) {
            check.check(signed(KEY, claims()));
        }

        assertThat(questions).hasValue(1);
    }

    @Test
    void aKeyThatTheIssuerTookUpIsAskedForAtOnce() throws JOSEException {
        TokenCheck check = check();
        check.check(signed(KEY, claims()));
        keys = new JWKSet(List.of(KEY.toPublicJWK(), OTHER.toPublicJWK()));

        assertThat(check.check(signed(OTHER, claims()))).isInstanceOf(TokenVerdict.Good.class);
    }

    @Test
    void strangersTokensDoNotBecomeALoadForTheIssuer() throws JOSEException {
        TokenCheck check = check();

        for (int i = 0; i < 20; i++) {
            assertThat(check.check(signed(OTHER, claims()))).isInstanceOf(TokenVerdict.Bad.class);
        }

        assertThat(questions.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void whileTheIssuerIsAwayItsKnownKeysAreGoodBeyondTheirTime() throws Exception {
        TokenCheck check = new TokenCheck(rules("sub", Duration.ofMillis(1)));
        check.check(signed(KEY, claims()));
        issuer.stop(0);

        assertThat(check.check(signed(KEY, claims()))).isInstanceOf(TokenVerdict.Good.class);
    }

    @Test
    void withoutAnyKeyNothingIsGood() throws JOSEException {
        issuer.stop(0);

        TokenVerdict verdict = check().check(signed(KEY, claims()));

        assertThat(verdict).isInstanceOf(TokenVerdict.Unknown.class);
    }

    private TokenCheck check() {
        return new TokenCheck(rules("sub", Duration.ofHours(1)));
    }

    private TokenRules rules(String subjectClaim, Duration cache) {
        return new TokenRules(
                Optional.of(URI.create("http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys")),
                Patience.LIMIT,
                cache,
                Optional.of("https://issuer.test"),
                List.of("kafka", "kafka-too"),
                subjectClaim);
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .subject("alice")
                .issuer("https://issuer.test")
                .audience("kafka")
                .expirationTime(date(soon));
    }

    private static String signed(RSAKey key, JWTClaimsSet.Builder claims) throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims.build());
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }

    /** Signed with the public key as if it were a shared secret. */
    private String hmac() throws JOSEException {
        SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims().build());
        jwt.sign(new MACSigner(KEY.toRSAPublicKey().getEncoded()));
        return jwt.serialize();
    }

    private static Date date(Instant instant) {
        return Date.from(instant);
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Object> good(TokenVerdict verdict) {
        return verdict.match(good -> List.of(good.principal(), good.until()), bad -> List.of(), unknown -> List.of());
    }
}
