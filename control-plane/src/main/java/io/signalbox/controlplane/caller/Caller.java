package io.signalbox.controlplane.caller;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Who sends a request, as people know it, and by which HTTP method.
 *
 * @param isAdmin whether the caller may do everything
 */
public record Caller(String name, String method, boolean isAdmin) {

    /** Outside of any request. */
    static final Caller NOBODY = new Caller("signalbox", "", false);

    private static final String ATTRIBUTE = Caller.class.getName();

    /** Notes who sends this request. */
    public static void note(HttpServletRequest request, String name) {
        note(request, name, false);
    }

    public static void note(HttpServletRequest request, String name, boolean isAdmin) {
        request.setAttribute(ATTRIBUTE, new Caller(name, request.getMethod(), isAdmin));
    }

    /** Who sent this request; empty when that is not known. */
    public static Optional<Caller> of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? Optional.of(caller) : Optional.empty();
    }

    /** Of the request that this thread answers. */
    public static Caller current() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? of(attributes.getRequest()).orElse(NOBODY)
                : NOBODY;
    }
}
