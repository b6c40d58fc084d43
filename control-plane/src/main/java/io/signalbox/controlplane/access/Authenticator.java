package io.signalbox.controlplane.access;

import io.signalbox.controlplane.settings.Settings;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Tells whom a token stands for. */
@Component
class Authenticator {

    /** The name of the settings' token: it is never stored, and so is valid for as long as it is set. */
    static final String FROM_SETTINGS = "SIGNALBOX_ADMIN_TOKEN";

    /** Before the subject of a JWT. */
    static final String OIDC_PREFIX = "oidc:";

    private final AccessTokenRepository tokens;
    private final Optional<TokenText> fromSettings;

    Authenticator(AccessTokenRepository tokens, Settings settings) {
        this.tokens = tokens;
        this.fromSettings = settings.adminToken().map(TokenText::new);
    }

    Optional<Identity> identify(TokenText token) {
        return fromSettings.filter(token::isSame).isPresent()
                ? Optional.of(new Identity(FROM_SETTINGS, Role.ADMIN))
                : tokens.use(token.hash());
    }
}
