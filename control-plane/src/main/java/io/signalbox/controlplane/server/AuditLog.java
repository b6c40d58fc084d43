package io.signalbox.controlplane.server;

import static net.logstash.logback.argument.StructuredArguments.kv;

import io.signalbox.controlplane.caller.Caller;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line to the logger {@code audit} for each request that may change something and each that was refused for who
 * sent it (401, 403), once it is answered; whoever comes too often without a good token is not written any more (429).
 * Nothing of a body, a query or a header is in it.
 */
final class AuditLog extends ValveBase implements AccessLog {

    private static final Logger log = LoggerFactory.getLogger("audit");

    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<Integer> REFUSALS = Set.of(401, 403);
    private static final int TOO_MANY = 429;
    private static final String ANSWERED = AuditLog.class.getName();
    private static final int UNANSWERED = 0;
    private static final int MAX_PATH = 1_000;

    AuditLog() {
        super(true); // also requests that are answered later
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (response.isCommitted()) {
            request.setAttribute(
                    ANSWERED, response.getStatus()); // the container notes another where the client is gone
        }
    }

    /** Called by the container for each request, also for those that never get to a servlet. */
    @Override
    public void log(Request request, Response response, long nanos) {
        String method = String.valueOf(request.getMethod());
        int status = request.getAttribute(ANSWERED) instanceof Integer answered
                ? answered
                : response.isCommitted() ? response.getStatus() : UNANSWERED;
        if (READS.contains(method) && !REFUSALS.contains(status)) {
            return;
        }
        Optional<Caller> caller = Caller.of(request);
        if (status == TOO_MANY && caller.isEmpty()) {
            return; // who floods the API does not flood the log
        }
        String path = String.valueOf(request.getRequestURI());
        log.info(
                "{} {} {} {} {} {}",
                kv("by", caller.map(Caller::name).orElse("nobody")),
                kv("from", request.getRemoteAddr()),
                kv("method", method),
                kv("path", path.substring(0, Math.min(path.length(), MAX_PATH))),
                kv("status", status),
                kv("request", response.getHeader("X-Request-Id")));
    }

    @Override
    public void setRequestAttributesEnabled(boolean enabled) {
        // the address of whoever connected is what is known for certain
    }

    @Override
    public boolean getRequestAttributesEnabled() {
        return false;
    }
}
