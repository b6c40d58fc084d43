package io.signalbox.dataplane.layer.access;

import io.signalbox.dataplane.kafka.exchange.Verdict;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.ApiMessage;

/** What becomes of a broker's response: the memory of its request. */
@FunctionalInterface
interface Change {

    void change(ApiMessage response);

    /** The request goes on as it is, and its response is changed. */
    static <R extends ApiMessage> Verdict later(Class<R> type, Consumer<R> change) {
        return forward(false, type, change);
    }

    /**
     * The request goes on, and its response is changed.
     *
     * @param changed whether the request was
     */
    static <R extends ApiMessage> Verdict forward(boolean changed, Class<R> type, Consumer<R> change) {
        Change memory = response -> change.accept(type.cast(response));
        return new Verdict.Forward(changed, Optional.of(memory));
    }
}
