package io.signalbox.e2e;

import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** One connection for as long as the other end leaves it open, and then another one. */
final class ReopenedClient implements AutoCloseable {

    private final Opening opening;
    private Optional<RawClient> client = Optional.empty();

    ReopenedClient(Opening opening) {
        this.opening = opening;
    }

    /** How a connection is opened. */
    @FunctionalInterface
    interface Opening {
        RawClient open() throws IOException;
    }

    /**
     * What is answered.
     *
     * @throws IOException when there is no answer on a new connection either
     */
    ApiMessage ask(ApiKeys api, short version, ApiMessage request) throws IOException {
        boolean used = client.isPresent();
        try {
            if (!used) {
                client = Optional.of(opening.open());
            }
            return client.get().ask(api, version, request);
        } catch (IOException e) {
            close();
            if (used) { // it may have been closed behind the last answer
                return ask(api, version, request);
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        if (client.isPresent()) {
            client.get().close();
            client = Optional.empty();
        }
    }
}
