package io.signalbox.e2e;

import static java.util.Objects.requireNonNull;

import io.signalbox.testbed.ClientSecurity;
import io.signalbox.testbed.TokenIssuer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.auth.SaslExtensionsCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;

/** Logs a Kafka client in with a new token whenever its last one is about to expire; made by Kafka, by name. */
public final class FreshTokens implements AuthenticateCallbackHandler {

    private static final ConcurrentMap<String, TokenIssuer> ISSUERS = new ConcurrentHashMap<>();

    private String issuer = "";
    private Duration lifetime = Duration.ZERO;

    /** What a client is to be told so that it brings tokens of this lifetime, one after the other. */
    static Map<String, String> of(String name, TokenIssuer issuer, Duration lifetime) {
        ISSUERS.put(name, issuer);
        Map<String, String> settings = new TreeMap<>(ClientSecurity.token(name + ":" + lifetime.toSeconds()));
        settings.put("sasl.login.callback.handler.class", FreshTokens.class.getName());
        settings.put("sasl.login.refresh.min.period.seconds", "0");
        settings.put("sasl.login.refresh.buffer.seconds", "0");
        settings.put("sasl.login.refresh.window.factor", "0.5");
        return settings;
    }

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
        String[] options =
                String.valueOf(entries.get(0).getOptions().get("token")).split(":", 2);
        issuer = options[0];
        lifetime = Duration.ofSeconds(Long.parseLong(options[1]));
    }

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (callback instanceof OAuthBearerTokenCallback wanted) {
                Instant now = Instant.now();
                String token = requireNonNull(ISSUERS.get(issuer))
                        .token(SecureStage.USER, SecureStage.AUDIENCE, now.plus(lifetime));
                wanted.token(
                        new Known(token, now.toEpochMilli(), now.plus(lifetime).toEpochMilli()));
            } else if (!(callback instanceof SaslExtensionsCallback)) {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    @Override
    public void close() {
        // holds nothing
    }

    private record Known(String value, long madeAt, long lifetimeMs) implements OAuthBearerToken {

        @Override
        public Set<String> scope() {
            return Set.of();
        }

        @Override
        public String principalName() {
            return SecureStage.USER;
        }

        @Override
        public Long startTimeMs() {
            return madeAt;
        }
    }
}
