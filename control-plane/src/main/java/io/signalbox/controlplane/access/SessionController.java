package io.signalbox.controlplane.access;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.caller.Caller;
import io.signalbox.controlplane.problem.Problem;
import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.state.StateDirectory;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Signs people in to the console, and out. No part of the API: its sessions are for browsers. */
@RestController
@RequestMapping(SessionController.PATH)
class SessionController {

    static final String PATH = "/console/session";

    private static final TextRule TOKEN = TextRule.anything(1, BearerTokenFilter.MAX_TOKEN_LENGTH);

    private final ConsoleSessions sessions;
    private final Authenticator tokens;
    private final Settings settings;
    private final StateDirectory state;

    SessionController(ConsoleSessions sessions, Authenticator tokens, Settings settings, StateDirectory state) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.settings = settings;
        this.state = state;
    }

    /** Without a session, so what makes one of ours of any other request is checked here. */
    @PostMapping
    ResponseEntity<Shown> signIn(HttpServletRequest request, BodyReader body) {
        sessions.checkOn();
        if (!ConsoleRequest.isConfidential(request)) {
            throw new Problem.NotFromConsole(
                    "over plain HTTP only on this computer; elsewhere the control plane needs TLS");
        }
        ConsoleRequest.checkWrite(request);
        TokenText token = new TokenText(body.requiredText("token", TOKEN));
        body.check();
        ConsoleSession session = sessions.begin(request, token);
        Identity who = tokens.identify(session).orElseThrow(Problem.Unauthorized::new);
        Caller.note(request, who.name()); // for the audit log
        return shown(request, session, who);
    }

    @GetMapping
    ResponseEntity<Shown> get(HttpServletRequest request) {
        ConsoleSessions.Known known = sessions.known(request).orElseThrow(Problem.Unauthorized::new);
        return answer().body(show(known.session(), known.who()));
    }

    /** Somebody is there. What a page does by itself is no sign of that. */
    @PutMapping
    ResponseEntity<Shown> renew(HttpServletRequest request) {
        ConsoleSessions.Known known = sessions.known(request).orElseThrow(Problem.Unauthorized::new);
        return shown(request, sessions.renew(known.session()), known.who());
    }

    @DeleteMapping
    ResponseEntity<Void> signOut(HttpServletRequest request) {
        sessions.session(request).ifPresent(sessions::end);
        return ResponseEntity.noContent()
                .header(HttpHeaders.SET_COOKIE, ConsoleCookie.cleared(ConsoleRequest.isSecure(request)))
                .build();
    }

    private ResponseEntity<Shown> shown(HttpServletRequest request, ConsoleSession session, Identity who) {
        return answer().header(HttpHeaders.SET_COOKIE, sessions.cookieOf(session, request))
                .body(show(session, who));
    }

    private Shown show(ConsoleSession session, Identity who) {
        // An operator's certificate has a CA that nodes are given in the operator's own way.
        Optional<String> ca =
                settings.tls().stream().isPresent() ? Optional.empty() : state.read(StateDirectory.CA_CERTIFICATE);
        return new Shown(who.name(), who.role(), session.expiresAt(), new ConfigStream(settings.grpcPort(), ca));
    }

    private static ResponseEntity.BodyBuilder answer() {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore());
    }

    /** What the console has to know of who uses it. */
    record Shown(String name, Role role, Instant expiresAt, ConfigStream configStream) {}

    /** Where nodes connect, on this host, and the CA that they have to trust if it is our own. */
    record ConfigStream(int port, Optional<String> ca) {}
}
