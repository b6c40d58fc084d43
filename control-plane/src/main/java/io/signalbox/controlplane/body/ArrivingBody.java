package io.signalbox.controlplane.body;

import io.signalbox.controlplane.problem.Problem;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A request's body while it arrives, or while it is thrown away because the request is refused anyway. No thread waits for
 * it; when it has ended, for whatever reason, the request is dispatched again.
 */
final class ArrivingBody implements ReadListener {

    static final int MAX_BYTES = 1 << 20;

    /** How much of a refused body is taken off the wire, so that a client that is still sending sees the answer. */
    static final int MAX_REFUSED_BYTES = 2 * MAX_BYTES;

    static final Duration LIMIT = Duration.ofSeconds(20);
    static final Duration REFUSED_LIMIT = Duration.ofSeconds(1);

    private static final int STEP = 8 * 1024;

    private final AsyncContext async;
    private final ServletInputStream stream;
    private final Consumer<ArrivingBody> onEnd;
    private final byte[] step = new byte[STEP];
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private int count;
    private boolean isWanted = true;
    private boolean hasEnded;
    private long deadline = System.nanoTime() + LIMIT.toNanos();
    private Optional<Problem> problem = Optional.empty();

    ArrivingBody(AsyncContext async, Consumer<ArrivingBody> onEnd) throws IOException {
        this.async = async;
        this.stream = async.getRequest().getInputStream();
        this.onEnd = onEnd;
    }

    void begin() {
        stream.setReadListener(this);
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (!hasEnded() && stream.isReady()) {
            int read = stream.read(step);
            if (read < 0 || take(read)) {
                return;
            }
        }
    }

    @Override
    public void onAllDataRead() {
        end(Optional.empty());
    }

    /** What breaks here is the client's connection: it was silent, or has gone. Neither is a mistake of ours. */
    @Override
    public void onError(Throwable failure) {
        giveUp();
    }

    /** Its bytes, once the request was dispatched again; or the reason for which there are none. */
    synchronized byte[] bytes() {
        if (problem.isPresent()) {
            throw problem.get();
        }
        return bytes.toByteArray();
    }

    /** From now on it is thrown away. */
    synchronized void refuse(Optional<Problem> reason) {
        isWanted = false;
        problem = reason;
        bytes.reset();
        deadline = System.nanoTime() + REFUSED_LIMIT.toNanos();
    }

    synchronized boolean isLate(long now) {
        return now - deadline > 0;
    }

    /** Its time is over, or its place is needed for another. */
    void giveUp() {
        end(Optional.of(new Problem.TooSlow()));
    }

    private synchronized boolean hasEnded() {
        return hasEnded;
    }

    /** Says whether that was enough. */
    private boolean take(int read) {
        boolean isEnough;
        synchronized (this) {
            count += read;
            if (isWanted && count > MAX_BYTES) {
                refuse(Optional.of(new Problem.TooLarge(MAX_BYTES)));
            }
            if (isWanted) {
                bytes.write(step, 0, read);
            }
            isEnough = count > MAX_REFUSED_BYTES;
        }
        if (isEnough) {
            end(problem);
        }
        return isEnough;
    }

    private void end(Optional<Problem> reason) {
        synchronized (this) {
            if (hasEnded) {
                return;
            }
            hasEnded = true;
            problem = problem.or(() -> reason);
        }
        onEnd.accept(this);
        if (!stream.isFinished() && async.getResponse() instanceof HttpServletResponse response) {
            response.setHeader("Connection", "close"); // the rest of the body is where the next request would be
        }
        async.dispatch();
    }
}
