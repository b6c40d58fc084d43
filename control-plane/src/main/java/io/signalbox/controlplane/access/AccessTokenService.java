package io.signalbox.controlplane.access;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.caller.Caller;
import io.signalbox.controlplane.paging.Cursor;
import io.signalbox.controlplane.paging.Page;
import io.signalbox.controlplane.paging.PageRequest;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.Problem;
import io.signalbox.controlplane.settings.Settings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Creates and revokes access tokens. The last admin token cannot be revoked. */
@Service
class AccessTokenService {

    private static final Logger log = LoggerFactory.getLogger(AccessTokenService.class);

    private final AccessTokenRepository tokens;
    private final Settings settings;

    AccessTokenService(AccessTokenRepository tokens, Settings settings) {
        this.tokens = tokens;
        this.settings = settings;
    }

    @Transactional
    AccessToken create(BodyReader body) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        AccessTokenRequest request = AccessTokenRequest.read(body, now);
        AccessToken token = new AccessToken(
                UUID.randomUUID(),
                request.name(),
                request.role(),
                Optional.empty(),
                now,
                request.expiresAt(),
                Optional.empty());
        TokenText text = TokenText.random();
        if (!tokens.insert(token, text.hash())) {
            throw new Problem.Conflict("access token", "name", request.name(), "this installation");
        }
        log.info(
                "access token created name={} role={} by={}",
                token.name(),
                token.role().text(),
                Caller.current().name());
        return token.with(text);
    }

    @Transactional(readOnly = true)
    Page<AccessToken> list(PageRequest page) {
        return page.page(
                tokens.page(page.nameContains(), page.after(), page.limit()),
                token -> token,
                token -> new Cursor(token.createdAt(), token.id()));
    }

    @Transactional
    void revoke(UUID id) {
        tokens.lock(); // two that go at once must not each count on the other
        AccessToken token =
                tokens.find(id).orElseThrow(() -> new Problem.NotFound("Access token [" + id + "] was not found"));
        boolean others = settings.adminToken().isPresent() || tokens.hasAdminBeside(id);
        if (token.role() == Role.ADMIN && !others) {
            throw new Problem.Invalid(List.of(
                    InvalidParameter.path("id", "is the last token that may do everything: create another one first")));
        }
        tokens.revoke(id);
        log.info(
                "access token revoked name={} by={}",
                token.name(),
                Caller.current().name());
    }
}
