package io.signalbox.controlplane.entity;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.problem.InvalidParameters;
import java.util.Optional;
import java.util.UUID;

/**
 * One request to write an entity, under the gateway's lock.
 *
 * @param stored what is there already, which the request is to replace
 * @param invalid what is wrong so far, to be added to
 */
public record Attempt<S>(EntityStore store, UUID gatewayId, UUID id, Optional<S> stored, InvalidParameters invalid) {

    public Attempt<S> with(InvalidParameters others) {
        return new Attempt<>(store, gatewayId, id, stored, others);
    }

    /** Finds what is meant; when it is not there, that becomes one of the request's invalid parameters. */
    public Optional<UUID> resolve(Reference reference, EntityKind kind) {
        return store.resolve(reference, kind, gatewayId, invalid);
    }

    /** The same, for what is shown as it was named. */
    public Reference.AsSent resolveAsSent(Reference reference, EntityKind kind) {
        return new Reference.AsSent(reference.id(), reference.name(), resolve(reference, kind));
    }
}
