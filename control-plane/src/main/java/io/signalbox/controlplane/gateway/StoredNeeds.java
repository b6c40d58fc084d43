package io.signalbox.controlplane.gateway;

import java.util.UUID;
import java.util.stream.Stream;

/** Lists stored properties that old nodes do not understand, so that a gateway cannot be opened to such nodes unnoticed. */
public interface StoredNeeds {

    /** All that the gateway has of this feature. */
    Stream<Stored> of(UUID gatewayId);

    /**
     * One property of one entity.
     *
     * @param owner as {@code virtual cluster [orders] (id)}
     */
    record Stored(String owner, Need need) {}
}
