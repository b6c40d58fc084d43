package io.signalbox.dataplane.login;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.ApiMessage;

/** What is to be done with a request of a client that authenticates. */
public sealed interface LoginStep {

    <T> T match(Cases<T> cases);

    /** One for each kind. */
    interface Cases<T> {
        T pass();

        T answer(Answer step);

        T await(Await step);

        T granted(Granted step);

        T refused(Refused step);
    }

    /** It goes to the broker. */
    record Pass() implements LoginStep {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.pass();
        }
    }

    /** It is answered here, and the client goes on. */
    record Answer(ApiMessage answer) implements LoginStep {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.answer(this);
        }
    }

    /** Something has to be asked first; completes on any thread, never exceptionally, with what to call on this one. */
    record Await(CompletableFuture<Supplier<LoginStep>> next) implements LoginStep {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.await(this);
        }
    }

    /**
     * It is known who the client is.
     *
     * @param answer to this request; empty when the request is one for the broker
     */
    record Granted(Optional<ApiMessage> answer) implements LoginStep {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.granted(this);
        }
    }

    /**
     * The connection ends.
     *
     * @param answer to be sent first; empty for a request that such an answer would not fit
     * @param delay before that
     */
    record Refused(LoginFailure failure, String detail, Optional<ApiMessage> answer, Duration delay)
            implements LoginStep {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.refused(this);
        }
    }
}
