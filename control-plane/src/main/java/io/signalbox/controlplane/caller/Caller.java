package io.signalbox.controlplane.caller;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Who sends a request, as people know it, and by which HTTP method. */
public record Caller(String name, String method) {

    /** Outside of any request. */
    static final Caller NOBODY = new Caller("signalbox", "");

    private static final String ATTRIBUTE = Caller.class.getName();

    /** Notes who sends this request. */
    public static void note(HttpServletRequest request, String name) {
        request.setAttribute(ATTRIBUTE, new Caller(name, request.getMethod()));
    }

    /** Of the request that this thread answers. */
    public static Caller current() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                        && attributes.getRequest().getAttribute(ATTRIBUTE) instanceof Caller caller
                ? caller
                : NOBODY;
    }
}
