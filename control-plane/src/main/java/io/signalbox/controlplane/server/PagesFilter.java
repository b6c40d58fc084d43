package io.signalbox.controlplane.server;

import io.signalbox.controlplane.problem.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Leaves most threads to the API: pages are large, need no token, and a slow reader occupies a thread.
 */
@Component
@Order(2)
final class PagesFilter extends OncePerRequestFilter {

    private static final int MAX_AT_ONCE = 16; // of 64 threads; a browser asks for six

    private final Semaphore places = new Semaphore(MAX_AT_ONCE);
    private final HandlerExceptionResolver exceptions;

    PagesFilter(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver exceptions) {
        this.exceptions = exceptions;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getServletPath();
        return path.startsWith("/v1/") || path.startsWith("/health/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!places.tryAcquire()) {
            exceptions.resolveException(
                    request, response, null, new Problem.Unavailable("Too many clients read pages at the same time"));
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            places.release();
        }
    }
}
