package io.signalbox.controlplane.access;

import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.state.StateDirectory;
import jakarta.annotation.PostConstruct;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Creates the first admin token when neither the settings nor the database have one. */
@Component
class FirstToken {

    static final String NAME = "first-admin";
    static final String FILE = "admin-token";

    private static final Logger log = LoggerFactory.getLogger(FirstToken.class);

    private final AccessTokenRepository tokens;
    private final Settings settings;
    private final StateDirectory state;

    FirstToken(AccessTokenRepository tokens, Settings settings, StateDirectory state) {
        this.tokens = tokens;
        this.settings = settings;
        this.state = state;
    }

    @PostConstruct
    void begin() {
        if (settings.adminToken().isPresent() || tokens.hasAdmin()) {
            return;
        }
        // A file without its row: the database is a new one, and the token that people have goes on to work. Not so
        // one that was revoked.
        TokenText text = state.read(FILE)
                .map(TokenText::new)
                .filter(kept -> !tokens.isRevoked(kept.hash()))
                .orElseGet(TokenText::random);
        state.write(FILE, text.reveal() + "\n"); // before its row: a token whose text is lost is of no use
        if (tokens.insert(first(), text.hash())) {
            log.info("first admin token written file={}", state.resolve(FILE));
        } else {
            state.delete(FILE); // another replica, started at the same moment, has written one
        }
    }

    private static AccessToken first() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return new AccessToken(
                UUID.randomUUID(), NAME, Role.ADMIN, Optional.empty(), now, Optional.empty(), Optional.empty());
    }
}
