package io.signalbox.controlplane.virtualcluster;

import io.signalbox.controlplane.body.Spelled;

/** Who decides what clients may do: nothing is allowed but by an ACL policy, or the backend cluster decides. */
public enum AclMode implements Spelled {
    ENFORCE_ON_GATEWAY,
    PASSTHROUGH
}
