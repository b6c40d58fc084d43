package io.signalbox.controlplane.stream;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Locale;

/** Why a stream is refused or ended. The node is sent the name, in lower case, in a trailer, and a sentence. */
enum Refusal {
    CERTIFICATE_NOT_REGISTERED(Status.Code.PERMISSION_DENIED),
    CERTIFICATE_NOT_VALID(Status.Code.UNAUTHENTICATED),
    GATEWAY_DELETED(Status.Code.PERMISSION_DENIED),
    CONTROL_PLANE_STOPPING(Status.Code.UNAVAILABLE),
    STORE_AWAY(Status.Code.UNAVAILABLE),
    MALFORMED(Status.Code.INVALID_ARGUMENT),
    NO_HELLO(Status.Code.DEADLINE_EXCEEDED);

    private static final Metadata.Key<String> REASON =
            Metadata.Key.of("signalbox-reason", Metadata.ASCII_STRING_MARSHALLER);

    private final Status.Code code;

    Refusal(Status.Code code) {
        this.code = code;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    StatusRuntimeException because(String description) {
        Metadata trailers = new Metadata();
        trailers.put(REASON, text());
        return code.toStatus().withDescription(description).asRuntimeException(trailers);
    }
}
