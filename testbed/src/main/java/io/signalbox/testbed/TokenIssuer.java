package io.signalbox.testbed;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** An authority for tokens (JWT, RS256) of one's own, for trying things out; it has one key. */
public final class TokenIssuer {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int KEY_BITS = 2_048;

    private final String issuer;
    private final String keyId;
    private final KeyPair keys;

    private TokenIssuer(String issuer, String keyId, KeyPair keys) {
        this.issuer = issuer;
        this.keyId = keyId;
        this.keys = keys;
    }

    /** With a new key. */
    public static TokenIssuer create(String issuer, String keyId) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            return new TokenIssuer(issuer, keyId, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform makes RSA keys", e);
        }
    }

    /** The same name and key id with another key than its own. */
    public TokenIssuer impostor() {
        TokenIssuer other = create(issuer, keyId);
        return other.keys.getPublic().equals(keys.getPublic()) ? impostor() : other;
    }

    /** The public keys of these issuers: what a JWKS endpoint answers. */
    public static String jwks(TokenIssuer... issuers) {
        List<Map<String, Object>> keys =
                List.of(issuers).stream().map(TokenIssuer::publicKey).toList();
        return JSON.writeValueAsString(Map.of("keys", keys));
    }

    /** A token with this subject and audience, valid until then. */
    public String token(String subject, String audience, Instant expires) {
        return token(Map.of("sub", subject, "aud", audience), expires);
    }

    /** A token with claims of one's own choice, which win over ours. */
    public String token(Map<String, Object> claims, Instant expires) {
        Map<String, Object> all = new LinkedHashMap<>(Map.of(
                "iss", issuer,
                "iat", Math.min(Instant.now().getEpochSecond(), expires.getEpochSecond()),
                "exp", expires.getEpochSecond()));
        all.putAll(claims);
        String signed = encoded(Map.of("alg", "RS256", "typ", "JWT", "kid", keyId)) + "." + encoded(all);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform signs with RSA", e);
        }
    }

    private Map<String, Object> publicKey() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return Map.of(
                "kty",
                "RSA",
                "use",
                "sig",
                "alg",
                "RS256",
                "kid",
                keyId,
                "n",
                BASE64.encodeToString(unsigned(key.getModulus())),
                "e",
                BASE64.encodeToString(unsigned(key.getPublicExponent())));
    }

    /** Without the byte that only says that the number is not negative. */
    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String encoded(Map<String, Object> json) {
        return BASE64.encodeToString(JSON.writeValueAsBytes(json));
    }
}
