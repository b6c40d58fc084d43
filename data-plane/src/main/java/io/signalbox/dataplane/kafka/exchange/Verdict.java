package io.signalbox.dataplane.kafka.exchange;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.protocol.ApiMessage;

/** What a layer says of a request. */
public sealed interface Verdict {

    /** It goes on, to the next layer and then to the broker. */
    Verdict FORWARD = new Forward(false, Optional.empty());

    <T> T match(
            Function<Forward, T> forward, Function<Answer, T> answer, Function<Later, T> later, Function<Last, T> last);

    /**
     * See {@link #FORWARD}.
     *
     * @param changed whether the layer has changed its body
     * @param memory what the layer wants to know when the response comes, which is then shown to it
     */
    record Forward(boolean changed, Optional<Object> memory) implements Verdict {
        @Override
        public <T> T match(
                Function<Forward, T> forward,
                Function<Answer, T> answer,
                Function<Later, T> later,
                Function<Last, T> last) {
            return forward.apply(this);
        }
    }

    /** It is answered here, when its turn has come; the connection goes on meanwhile. */
    record Answer(ApiMessage body) implements Verdict {
        @Override
        public <T> T match(
                Function<Forward, T> forward,
                Function<Answer, T> answer,
                Function<Later, T> later,
                Function<Last, T> last) {
            return answer.apply(this);
        }
    }

    /** Something else has to come first, and the request and all behind it wait; completes on the connection's event loop. */
    record Later(CompletionStage<Verdict> verdict) implements Verdict {
        @Override
        public <T> T match(
                Function<Forward, T> forward,
                Function<Answer, T> answer,
                Function<Later, T> later,
                Function<Last, T> last) {
            return later.apply(this);
        }
    }

    /**
     * No request goes on any more, and the connection ends.
     *
     * @param answer to this one, when its turn has come
     * @param end is run then
     */
    record Last(Optional<ApiMessage> answer, Runnable end) implements Verdict {
        @Override
        public <T> T match(
                Function<Forward, T> forward,
                Function<Answer, T> answer,
                Function<Later, T> later,
                Function<Last, T> last) {
            return last.apply(this);
        }
    }
}
