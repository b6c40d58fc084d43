package io.signalbox.controlplane.events;

import java.util.Locale;
import java.util.UUID;

/** Something about a gateway is new. */
record Event(Kind kind, UUID gatewayId) {

    /** What is to be read again. */
    enum Kind {
        /** The gateway's configuration: it has another version, or is gone. */
        VERSION,
        /** What its nodes say: versions, problems. */
        NODES;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
