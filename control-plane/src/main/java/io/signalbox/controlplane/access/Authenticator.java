package io.signalbox.controlplane.access;

import io.signalbox.controlplane.access.ConsoleSession.Kind;
import io.signalbox.controlplane.settings.Settings;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
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

    /** What a session remembers of a token; empty when the token is not valid. */
    Optional<ConsoleSession> begin(TokenText token, Instant now) {
        if (fromSettings.filter(token::isSame).isPresent()) {
            return Optional.of(ConsoleSession.begin(Kind.SETTINGS, hash(token), now, Optional.empty()));
        }
        if (oidc.isPresent() && OidcTokens.looksLikeOne(token)) {
            return oidc.get()
                    .identify(token)
                    .map(who -> ConsoleSession.begin(
                            Kind.ISSUED,
                            new Issued(oidc.get().issuer(), who.role(), who.name()).text(),
                            now,
                            who.expiresAt()));
        }
        return tokens.find(token.hash())
                .map(found -> ConsoleSession.begin(Kind.STORED, found.id().toString(), now, found.expiresAt()));
    }

    /** The identity of the token that a session was begun with; empty when that is no longer valid. */
    Optional<Identity> identify(ConsoleSession session) {
        return switch (session.kind()) {
            case STORED -> tokens.use(UUID.fromString(session.subject()));
            case SETTINGS ->
                fromSettings
                        .filter(token -> hash(token).equals(session.subject()))
                        .map(token -> new Identity(FROM_SETTINGS, Role.ADMIN, Optional.empty()));
            case ISSUED ->
                Issued.parse(session.subject())
                        .filter(issued -> oidc.filter(known -> known.issuer().equals(issued.issuer()))
                                .isPresent())
                        .map(issued -> new Identity(issued.name(), issued.role(), Optional.of(session.expiresAt())));
        };
    }

    private static String hash(TokenText token) {
        return HexFormat.of().formatHex(token.hash());
    }

    /** A JWT is not kept anywhere: who it was for is all that is left of it, until it would have ended. */
    private record Issued(String issuer, Role role, String name) {

        private static final int PARTS = 3;

        String text() {
            return role + " " + issuer + " " + name;
        }

        static Optional<Issued> parse(String text) {
            String[] parts = text.split(" ", PARTS);
            return parts.length < PARTS
                    ? Optional.empty()
                    : Optional.of(new Issued(parts[1], Role.valueOf(parts[0]), parts[2]));
        }
    }
}
