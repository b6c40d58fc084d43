package io.signalbox.controlplane.node;

import io.signalbox.controlplane.gateway.EntityKind;
import java.util.UUID;

/** An entity that a node does not serve at all, since it cannot protect it as was declared; in the node's words. */
public record Unserved(EntityKind kind, UUID id, String message) {

    /** What nodes call that, behind the kind: {@code virtual_cluster.not_enforceable}. */
    public static final String CODE = ".not_enforceable";
}
