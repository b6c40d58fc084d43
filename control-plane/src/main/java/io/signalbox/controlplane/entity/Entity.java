package io.signalbox.controlplane.entity;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Stamp;
import java.util.Optional;
import java.util.UUID;

/**
 * A row below a gateway.
 *
 * @param place where it stands, if it belongs to another entity
 * @param spec what it is to be, its name and labels included
 */
public record Entity<S>(
        EntityKind kind, UUID id, UUID gatewayId, Optional<String> name, Optional<Place> place, S spec, Stamp stamp) {

    /** For people. */
    public String title() {
        return kind.title(name, id);
    }

    /** For callers that know the record by the kind. */
    public <T> T spec(Class<T> type) {
        return type.cast(spec);
    }
}
