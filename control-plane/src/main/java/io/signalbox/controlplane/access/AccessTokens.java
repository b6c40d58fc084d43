package io.signalbox.controlplane.access;

import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.state.StateDirectory;
import jakarta.annotation.PostConstruct;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Sees to it that there is a token to begin with: the one of the settings, or one made at the first start. */
@Component
class AccessTokens {

    static final String FILE = "admin-token";

    private static final Logger log = LoggerFactory.getLogger(AccessTokens.class);
    private static final String FROM_SETTINGS = "SIGNALBOX_ADMIN_TOKEN";
    private static final String FIRST = "first-admin";
    private static final int RANDOM_BYTES = 32;

    private final AccessTokenRepository tokens;
    private final Settings settings;
    private final StateDirectory state;

    AccessTokens(AccessTokenRepository tokens, Settings settings, StateDirectory state) {
        this.tokens = tokens;
        this.settings = settings;
        this.state = state;
    }

    @PostConstruct
    void begin() {
        Optional<String> given = settings.adminToken();
        if (given.isPresent()) {
            put(FROM_SETTINGS, given.get());
        } else if (!tokens.exists(FIRST)) {
            // A file without its row: the database is a new one, and the token that people have goes on to work.
            String token = state.read(FILE).orElseGet(AccessTokens::random);
            state.write(FILE, token + "\n");
            put(FIRST, token);
            log.info("first admin token written file={}", state.resolve(FILE));
        }
    }

    private void put(String name, String token) {
        byte[] hash = AccessToken.hash(token);
        if (tokens.find(hash).isEmpty()) {
            tokens.put(new AccessToken(name, AccessToken.Role.ADMIN, hash));
        }
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return "sbx_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
