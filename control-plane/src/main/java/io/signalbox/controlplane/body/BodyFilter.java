package io.signalbox.controlplane.body;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Lets a request through once its body is there whole. Behind the filter that asks who sends it. */
@Component
@Order(1)
final class BodyFilter extends OncePerRequestFilter {

    private static final String API = "/v1/";
    private static final String SESSION = "/console/session"; // nothing else takes a body

    private final Bodies bodies;
    private final HandlerExceptionResolver exceptions;

    BodyFilter(Bodies bodies, @Qualifier("handlerExceptionResolver") HandlerExceptionResolver exceptions) {
        this.bodies = bodies;
        this.exceptions = exceptions;
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getServletPath();
        if (!path.startsWith(API) && !path.equals(SESSION)) {
            if (Bodies.isAnnounced(request)) {
                response.setHeader("Connection", "close");
            }
        } else if (bodies.read(request)) {
            return;
        }
        try {
            Bodies.of(request);
        } catch (RuntimeException e) {
            exceptions.resolveException(request, response, null, e);
            return;
        }
        chain.doFilter(request, response);
    }
}
