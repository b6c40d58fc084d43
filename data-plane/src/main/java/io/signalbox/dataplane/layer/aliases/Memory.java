package io.signalbox.dataplane.layer.aliases;

import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * What becomes of a response: the memory of its request.
 *
 * @param hides is made to the decoded response first, which has the broker's names
 * @param names by which it was asked, where the response is given them as it is
 * @param change is made to the decoded response, which then has those names
 */
record Memory(Optional<Consumer<ApiMessage>> hides, Optional<Names> names, Optional<Consumer<ApiMessage>> change) {

    static final Memory NOTHING = new Memory(Optional.empty(), Optional.empty(), Optional.empty());

    static Memory of(Names names) {
        return new Memory(Optional.empty(), Optional.of(names), Optional.empty());
    }

    static <R extends ApiMessage> Memory of(Class<R> type, Consumer<R> change) {
        return new Memory(Optional.empty(), Optional.empty(), Optional.of(answer -> change.accept(type.cast(answer))));
    }

    Memory hiding(Consumer<ApiMessage> hidden) {
        return new Memory(Optional.of(hidden), names, change);
    }
}
