package io.signalbox.controlplane.access;

import io.signalbox.controlplane.problem.Problem;
import io.signalbox.controlplane.secret.SecretCipher;
import io.signalbox.controlplane.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Sessions of the console: begun with a token, and asked for with each request whether that token is still good. */
@Component
class ConsoleSessions {

    private static final String KNOWN = Known.class.getName();

    private final Authenticator tokens;
    private final EndedSessions ended;
    private final boolean on;
    private final InstantSource clock = Clock.systemUTC();
    private final ConsoleCookie cookie;
    private final SignInLimit limit;

    ConsoleSessions(Authenticator tokens, EndedSessions ended, Settings settings, SecretCipher cipher) {
        this.tokens = tokens;
        this.ended = ended;
        on = settings.console();
        cookie = new ConsoleCookie(cipher, clock);
        limit = new SignInLimit(clock);
    }

    /** The session that a request shows, and who has it: found out once for each request. */
    Optional<Known> known(HttpServletRequest request) {
        if (request.getAttribute(KNOWN) instanceof Known known) {
            return Optional.of(known);
        }
        Optional<Known> found =
                session(request).flatMap(session -> tokens.identify(session).map(who -> new Known(session, who)));
        found.ifPresent(known -> request.setAttribute(KNOWN, known));
        return found;
    }

    /** A session whose token is still good, and who has it. */
    record Known(ConsoleSession session, Identity who) {}

    Optional<ConsoleSession> session(HttpServletRequest request) {
        return on ? cookie.read(request).filter(session -> !ended.has(session.id())) : Optional.empty();
    }

    /** A session for whoever sends this token. */
    ConsoleSession begin(HttpServletRequest request, TokenText token) {
        String address = request.getRemoteAddr();
        limit.attempt(address);
        ConsoleSession session = tokens.begin(token, clock.instant()).orElseThrow(Problem.Unauthorized::new);
        limit.succeeded(address);
        return session;
    }

    /** The same, once more for as long as nobody has to be there. */
    ConsoleSession renew(ConsoleSession session) {
        return session.seen(clock.instant());
    }

    /** Whoever has a copy of its cookie has nothing any more. */
    void end(ConsoleSession session) {
        ended.add(session.id(), session.expiresAt());
    }

    String cookieOf(ConsoleSession session, HttpServletRequest request) {
        return cookie.write(session, ConsoleRequest.isSecure(request));
    }

    void checkOn() {
        if (!on) {
            throw new Problem.NotFound("The console is switched off: " + Settings.CONSOLE);
        }
    }
}
