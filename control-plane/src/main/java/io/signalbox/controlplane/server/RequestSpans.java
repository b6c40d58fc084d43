package io.signalbox.controlplane.server;

import io.signalbox.telemetry.Telemetry;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.web.servlet.HandlerMapping;

/** A span for each request, by its route and not by its path, once it is answered. Nothing that was sent is in it. */
final class RequestSpans extends ValveBase implements AccessLog {

    private static final int SERVER_ERROR = 500;

    private final Telemetry telemetry;

    RequestSpans(Telemetry telemetry) {
        super(true); // also requests that are answered later
        this.telemetry = telemetry;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
    }

    @Override
    public void log(Request request, Response response, long nanos) {
        String method = String.valueOf(request.getMethod());
        String route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof String pattern
                ? pattern
                : "no route";
        long now = System.nanoTime();
        telemetry.record(new Telemetry.Span(
                method + " " + route,
                Telemetry.Kind.SERVER,
                now - nanos,
                now,
                Map.of(
                        "http.request.method", method,
                        "http.route", route,
                        "http.response.status_code", response.getStatus()),
                response.getStatus() >= SERVER_ERROR,
                Optional.ofNullable(request.getHeader("traceparent"))));
    }

    @Override
    public void setRequestAttributesEnabled(boolean enabled) {
        // no address is in a span
    }

    @Override
    public boolean getRequestAttributesEnabled() {
        return false;
    }
}
