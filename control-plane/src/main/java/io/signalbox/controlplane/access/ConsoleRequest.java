package io.signalbox.controlplane.access;

import io.signalbox.controlplane.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What browsers say of a request without being asked by a page: whether one of ours made it. */
final class ConsoleRequest {

    /** A page of another origin cannot set it without asking first, and is never allowed. */
    static final String HEADER = "X-Signalbox-Console";

    /** Set by the browser, and out of reach for any page. */
    static final String SITE = "Sec-Fetch-Site";

    private static final String SAME_ORIGIN = "same-origin";
    private static final Set<String> FROM_HERE = Set.of(SAME_ORIGIN, "none"); // none: what a person typed

    private ConsoleRequest() {}

    /** Refuses what changes something unless a page of the console asks for it. */
    static void checkWrite(HttpServletRequest request) {
        if (!"1".equals(request.getHeader(HEADER))) {
            throw new Problem.NotFromConsole("the header " + HEADER + " is missing");
        }
        if (!SAME_ORIGIN.equals(request.getHeader(SITE))) {
            throw new Problem.NotFromConsole("the browser does not say that one of them asks");
        }
    }

    /** Old browsers do not say it for reads; another page cannot see what is answered. */
    static void checkRead(HttpServletRequest request) {
        String site = request.getHeader(SITE);
        if (site != null && !FROM_HERE.contains(site)) {
            throw new Problem.NotFromConsole("a page of another origin asks");
        }
    }

    /** Whether the browser speaks TLS, be it to something in front of us. */
    static boolean isSecure(HttpServletRequest request) {
        return request.isSecure()
                || origin(request)
                        .filter(uri -> "https".equals(uri.getScheme()))
                        .isPresent();
    }

    /** Whether what the browser sends can be read by nobody on its way. */
    static boolean isConfidential(HttpServletRequest request) {
        return isSecure(request) || isLoopback(origin(request).map(URI::getHost).orElse(request.getServerName()));
    }

    private static boolean isLoopback(@Nullable String host) {
        return host != null
                && (host.equals("localhost")
                        || host.endsWith(".localhost")
                        || host.equals("[::1]")
                        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}"));
    }

    /** Of the page that asks, as its browser says. */
    private static Optional<URI> origin(HttpServletRequest request) {
        try {
            return Optional.ofNullable(request.getHeader("Origin")).map(URI::create);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
