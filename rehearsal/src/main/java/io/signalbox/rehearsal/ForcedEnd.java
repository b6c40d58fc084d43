package io.signalbox.rehearsal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** SIGKILL for processes of which nothing is worth an orderly end. */
final class ForcedEnd {

    private static final int LIMIT_SECONDS = 5;

    private ForcedEnd() {}

    /** Waits until they are gone, five seconds at most. */
    static void of(Stream<ProcessHandle> processes) {
        CompletableFuture<?>[] ends = processes
                .filter(ProcessHandle::destroyForcibly)
                .map(ProcessHandle::onExit)
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(ends)
                .completeOnTimeout(null, LIMIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
