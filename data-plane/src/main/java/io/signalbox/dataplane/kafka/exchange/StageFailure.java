package io.signalbox.dataplane.kafka.exchange;

import java.util.concurrent.CompletionException;

/** What a stage that failed tells: the stages behind it wrap it up. */
public final class StageFailure {

    private StageFailure() {}

    /** By what the first of them failed. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
    }
}
