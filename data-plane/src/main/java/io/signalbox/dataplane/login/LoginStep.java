package io.signalbox.dataplane.login;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.ApiMessage;

/** What is to be done with a request of a client that makes itself known. */
public sealed interface LoginStep {

    /** It goes to the broker. */
    record Pass() implements LoginStep {}

    /** It is answered here, and the client goes on. */
    record Answer(ApiMessage answer) implements LoginStep {}

    /** Something has to be asked first; completes on any thread, never exceptionally, with what to call on this one. */
    record Await(CompletableFuture<Supplier<LoginStep>> next) implements LoginStep {}

    /**
     * It is known who the client is.
     *
     * @param answer to this request; empty when the request is one for the broker
     */
    record Granted(Optional<ApiMessage> answer) implements LoginStep {}

    /**
     * The connection ends.
     *
     * @param answer to be sent first; empty for a request that such an answer would not fit
     * @param delay before that
     */
    record Refused(LoginFailure failure, String detail, Optional<ApiMessage> answer, Duration delay)
            implements LoginStep {}
}
