package io.signalbox.controlplane.access;

import io.signalbox.controlplane.settings.Settings;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Finds the identity of a token. */
@Component
class Authenticator {

    /** The name of the settings' token: it is never stored, and so is valid for as long as it is set. */
    static final String FROM_SETTINGS = "SIGNALBOX_ADMIN_TOKEN";

    /** Before the subject of a JWT. */
    static final String OIDC_PREFIX = "oidc:";

    private final AccessTokenRepository tokens;
    private final Optional<TokenText> fromSettings;
    private final Optional<OidcTokens> oidc;

    Authenticator(AccessTokenRepository tokens, Settings settings) {
        this.tokens = tokens;
        this.fromSettings = settings.adminToken().map(TokenText::new);
        this.oidc = settings.oidc()
                .map(found -> new OidcTokens(
                        found, new IssuerKeys(found.issuer(), IssuerKeys.Limits.DEFAULT, Clock.systemUTC())));
    }

    Optional<Identity> identify(TokenText token) {
        if (fromSettings.filter(token::isSame).isPresent()) {
            return Optional.of(new Identity(FROM_SETTINGS, Role.ADMIN, Optional.empty()));
        }
        return oidc.isPresent() && OidcTokens.looksLikeOne(token)
                ? oidc.get().identify(token)
                : tokens.use(token.hash());
    }
}
