package io.signalbox.controlplane.gateway;

import java.util.List;
import java.util.UUID;

/** Tells what refers to an entity, so that a delete of something in use can be refused by name. */
public interface Usage {

    /** The references that lead to this entity, each as {@code virtual cluster [orders] (id)}. */
    List<String> usersOf(EntityKind kind, UUID gatewayId, UUID id);
}
