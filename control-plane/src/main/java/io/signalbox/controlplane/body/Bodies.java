package io.signalbox.controlplane.body;

import io.signalbox.controlplane.problem.Problem;
import jakarta.annotation.PreDestroy;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * The bodies that are arriving: each has a time limit, and when there are too many, the one that has been arriving longest
 * is given up. So a slow client, malicious or not, costs others nothing.
 */
@Component
public class Bodies {

    private static final int MAX_WANTED = 128;
    private static final int MAX_REFUSED = 128;
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration NEVER_MET = ArrivingBody.LIMIT.plusSeconds(30); // the container's own limit
    private static final String ATTRIBUTE = Bodies.class.getName();

    private final BodyLimit wanted = new BodyLimit(MAX_WANTED);
    private final BodyLimit refused = new BodyLimit(MAX_REFUSED);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "bodies");
        thread.setDaemon(true);
        return thread;
    });

    Bodies() {
        clock.scheduleWithFixedDelay(this::endLate, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Begins to throw away the body of a request that is refused, so that its client sees the answer and no reset
     * connection; the request is dispatched again when that is over. False if there is nothing to wait for.
     */
    public boolean discard(HttpServletRequest request) throws IOException {
        return begin(request, refused, Optional.empty());
    }

    /** Begins to read the body; the request is dispatched again when it is there. False if there is nothing to wait for. */
    boolean read(HttpServletRequest request) throws IOException {
        return request.getContentLengthLong() > ArrivingBody.MAX_BYTES
                ? begin(request, refused, Optional.of(new Problem.TooLarge(ArrivingBody.MAX_BYTES)))
                : begin(request, wanted, Optional.empty());
    }

    /** Whether something comes after the head of this request. */
    static boolean isAnnounced(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    /**
     * The whole body of a request; empty if there is none.
     *
     * @throws Problem if it did not arrive whole, or is too large
     */
    static byte[] of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof ArrivingBody body ? body.bytes() : new byte[0];
    }

    @PreDestroy
    void close() {
        clock.shutdownNow();
    }

    private boolean begin(HttpServletRequest request, BodyLimit places, Optional<Problem> refusal) throws IOException {
        if (!isAnnounced(request) || request.getAttribute(ATTRIBUTE) != null) {
            return false;
        }
        AsyncContext async = request.startAsync();
        async.setTimeout(NEVER_MET.toMillis());
        ArrivingBody body = new ArrivingBody(async, places::leave);
        request.setAttribute(ATTRIBUTE, body);
        if (places == refused) {
            body.refuse(refusal);
        }
        places.take(body).ifPresent(ArrivingBody::giveUp);
        body.begin();
        return true;
    }

    private void endLate() {
        long now = System.nanoTime();
        wanted.late(now).forEach(ArrivingBody::giveUp);
        refused.late(now).forEach(ArrivingBody::giveUp);
    }
}
