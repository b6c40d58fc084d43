package io.signalbox.controlplane.access;

import io.signalbox.controlplane.body.Bodies;
import io.signalbox.controlplane.caller.Caller;
import io.signalbox.controlplane.problem.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Refuses requests without a valid token, or a session that was begun with one, except on the few paths that show no configuration. */
@Component
@Order(0)
final class BearerTokenFilter extends OncePerRequestFilter {

    private static final Set<String> OPEN =
            Set.of("/", "/openapi.yaml", "/v3/api-docs", "/swagger-ui", "/swagger-ui.html", "/console");
    private static final List<String> OPEN_BELOW = List.of("/health/probes/", "/swagger-ui/", "/console/");
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    /** A POST that changes nothing. */
    private static final Pattern QUESTION = Pattern.compile("/v1/event-gateways/[^/]+/(listeners/[^/]+/route-preview"
            + "|virtual-clusters/[^/]+/(access|policy)-preview)");

    private static final String SCHEME = "bearer ";
    static final int MAX_TOKEN_LENGTH = 8_192; // a JWT may be long

    private static final String ADMITTED = BearerTokenFilter.class.getName() + ".admitted";
    private static final String REFUSED = BearerTokenFilter.class.getName() + ".refused";

    private final Authenticator tokens;
    private final ConsoleSessions sessions;
    private final RequestRates rates;
    private final Bodies bodies;
    private final HandlerExceptionResolver exceptions;

    BearerTokenFilter(
            Authenticator tokens,
            ConsoleSessions sessions,
            RequestRates rates,
            Bodies bodies,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver exceptions) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.rates = rates;
        this.bodies = bodies;
        this.exceptions = exceptions;
    }

    /** A request that was held until its body was there, or until it is answered, comes again: what was found out is kept. */
    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getAttribute(ADMITTED) == null) {
            Optional<RuntimeException> refusal = refusal(request);
            if (refusal.isPresent()) {
                request.setAttribute(REFUSED, refusal.get());
                if (!bodies.discard(request)) {
                    exceptions.resolveException(request, response, null, refusal.get());
                }
                return;
            }
            request.setAttribute(ADMITTED, true);
        }
        chain.doFilter(request, response);
    }

    /** The same as before, when the request comes again. */
    private Optional<RuntimeException> refusal(HttpServletRequest request) {
        if (request.getAttribute(REFUSED) instanceof RuntimeException before) {
            return Optional.of(before);
        }
        try {
            if (!isOpen(request)) {
                check(request);
            }
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(e);
        }
    }

    // A path that the container had to decode or tidy up is not one of these: no trick of spelling opens another.
    private static boolean isOpen(HttpServletRequest request) {
        String path = request.getRequestURI();
        if (!path.equals(request.getServletPath())) {
            return false;
        }
        return path.equals(SessionController.PATH)
                ? request.getMethod().equals("POST") // which begins a session
                : OPEN.contains(path) || OPEN_BELOW.stream().anyMatch(path::startsWith);
    }

    /** The path, too, counts only as it was sent. */
    static boolean isRead(String method, String sentPath, String path) {
        return READS.contains(method)
                || (method.equals("POST")
                        && sentPath.equals(path)
                        && QUESTION.matcher(path).matches());
    }

    private void check(HttpServletRequest request) {
        Identity caller = identify(request);
        caller.note(request);
        Caller.note(request, caller.name(), caller.role() == Role.ADMIN);
        rates.onAdmitted(caller);
        if (caller.role() == Role.READ_ONLY && !mayBeSentByReaders(request)) {
            throw new Problem.Forbidden(caller.name());
        }
    }

    private Identity identify(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        try {
            return header == null ? bySession(request) : byToken(header);
        } catch (Problem.Unauthorized e) {
            throw rates.onRefused(request.getRemoteAddr());
        }
    }

    private static boolean mayBeSentByReaders(HttpServletRequest request) {
        return isRead(request.getMethod(), request.getRequestURI(), request.getServletPath())
                || request.getRequestURI().equals(SessionController.PATH);
    }

    private Identity byToken(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new Problem.Unauthorized();
        }
        String token = header.substring(SCHEME.length()).strip();
        if (token.isEmpty() || token.length() > MAX_TOKEN_LENGTH) {
            throw new Problem.Unauthorized();
        }
        return tokens.identify(new TokenText(token)).orElseThrow(Problem.Unauthorized::new);
    }

    /** A browser adds a session to whatever any page asks for, so that it alone does not count. */
    private Identity bySession(HttpServletRequest request) {
        Identity caller =
                sessions.known(request).orElseThrow(Problem.Unauthorized::new).who();
        if (READS.contains(request.getMethod())) {
            ConsoleRequest.checkRead(request);
        } else {
            ConsoleRequest.checkWrite(request);
        }
        return caller;
    }
}
