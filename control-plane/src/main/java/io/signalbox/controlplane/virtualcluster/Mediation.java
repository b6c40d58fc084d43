package io.signalbox.controlplane.virtualcluster;

import io.signalbox.controlplane.body.Spelled;

/** Who looks at what a client says of itself: the broker, the node and then the broker, or the node alone. */
public enum Mediation implements Spelled {
    PASSTHROUGH,
    VALIDATE_FORWARD,
    TERMINATE
}
