package io.signalbox.controlplane.body;

import io.signalbox.controlplane.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The bytes of a request's body: not more than the limit, and not later. The server itself gives up a client that is
 * silent for long; one that sends a byte now and then would otherwise have a thread for as long as it likes.
 */
final class BodyBytes {

    static final int MAX = 1 << 20;

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int STEP = 8 * 1024;

    private BodyBytes() {}

    static byte[] read(InputStream body, LongSupplier nanoTime) {
        long begin = nanoTime.getAsLong();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] step = new byte[STEP];
        for (int count = next(body, step); count >= 0; count = next(body, step)) {
            bytes.write(step, 0, count);
            if (bytes.size() > MAX) {
                throw new Problem.TooLarge(MAX);
            }
            if (nanoTime.getAsLong() - begin > LIMIT.toNanos()) {
                throw new Problem.TooSlow();
            }
        }
        return bytes.toByteArray();
    }

    /** What breaks here is the client's connection: it was silent, or has gone. Neither is a mistake of ours. */
    private static int next(InputStream body, byte[] step) {
        try {
            return body.read(step);
        } catch (IOException e) {
            throw new Problem.TooSlow();
        }
    }
}
