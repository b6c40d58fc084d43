package io.signalbox.routing;

import java.util.Locale;

/**
 * Why a connection ends: the log's field, the metric's label, and what tests look for. Each part of the node that can end a
 * connection has an enum of its own reasons; no two reasons have the same code.
 */
public interface CloseReason {

    /** Whose doing it is. */
    enum Kind {
        /** Nobody's fault. */
        NORMAL,
        /** The client's: it is turned away. */
        REJECTION,
        /** The backend cluster's or the network's. */
        FAILURE
    }

    /** The enum's. */
    String name();

    Kind kind();

    /** For logs and metrics. */
    default String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
