package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.upstream.UpstreamException;
import io.signalbox.routing.CloseReason;
import java.util.Locale;

/** Whose a fault between the node and a broker is (contract section 5.2): the network's, the broker's or the node's. */
enum ErrorOrigin {
    IO,
    PEER,
    LOCAL;

    static ErrorOrigin of(CloseReason failure) {
        if (failure == ConnectionEnd.IO_ERROR || failure == UpstreamException.Reason.BACKEND_UNREACHABLE) {
            return IO;
        }
        return failure instanceof ProtocolViolation
                        || failure == UpstreamException.Reason.BACKEND_TLS_FAILED
                        || failure == UpstreamException.Reason.BACKEND_AUTHENTICATION_FAILED
                ? PEER
                : LOCAL;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
