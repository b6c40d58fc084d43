package io.signalbox.controlplane.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An OIDC issuer on loopback: discovery, keys, and the tokens that it signs. */
public final class TestIssuer implements AutoCloseable {

    public static final String AUDIENCE = "signalbox";

    private final HttpServer server;
    private final AtomicInteger keyRequests = new AtomicInteger();
    private final List<ECKey> keys = new ArrayList<>();
    private volatile String says = "";
    private volatile boolean away;
    private volatile int padding;

    public TestIssuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(
                "/realm/.well-known/openid-configuration",
                exchange -> answer(
                        exchange,
                        "{\"issuer\": \"" + (says.isEmpty() ? url() : says) + "\", \"jwks_uri\": \"" + url()
                                + "/keys\"}"));
        server.createContext("/realm/keys", exchange -> {
            keyRequests.incrementAndGet();
            answer(exchange, new JWKSet(List.<JWK>copyOf(keys)).toString() + " ".repeat(padding));
        });
        server.start();
        rotate();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/realm";
    }

    /** From now on another key signs, and it alone is offered. */
    ECKey rotate() {
        keys.clear();
        ECKey key = newKey("key-" + System.nanoTime());
        keys.add(key);
        return key;
    }

    ECKey key() {
        return keys.get(0);
    }

    int keyRequests() {
        return keyRequests.get();
    }

    void goAway(boolean gone) {
        away = gone;
    }

    void saysThatItIs(String other) {
        says = other;
    }

    void offerMoreThanAnyoneReads() {
        padding = 1_000_000;
    }

    /** Claims of a token that is in order; what a test wants otherwise it sets. */
    public JWTClaimsSet.Builder claims(String subject) {
        return new JWTClaimsSet.Builder()
                .issuer(url())
                .audience(AUDIENCE)
                .subject(subject)
                .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(5))));
    }

    public String sign(JWTClaimsSet.Builder claims) {
        return sign(key(), claims);
    }

    static String sign(ECKey key, JWTClaimsSet.Builder claims) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims.build());
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static ECKey newKey(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(away ? 500 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
