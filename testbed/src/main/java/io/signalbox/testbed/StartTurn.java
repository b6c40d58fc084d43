package io.signalbox.testbed;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * The turn to start something, of which there are as many as processors. A start takes all that a processor can give: where
 * tests beside each other start brokers and planes at once, each would take as long as all. For tests, which name a folder
 * (see {@link StartCache}); elsewhere it is always everyone's turn.
 */
final class StartTurn {

    private static final Semaphore TURNS = new Semaphore(Runtime.getRuntime().availableProcessors(), true);
    private static final ThreadLocal<Boolean> TAKEN = ThreadLocal.withInitial(() -> false);

    private StartTurn() {}

    /** Waits for one, for all of the start; what is started within has its turn, too. */
    static <T> T during(Supplier<T> start) {
        if (TAKEN.get() || StartCache.folder().isEmpty()) {
            return start.get();
        }
        TURNS.acquireUninterruptibly();
        TAKEN.set(true);
        try {
            return start.get();
        } finally {
            TAKEN.remove();
            TURNS.release();
        }
    }
}
