package io.signalbox.controlplane.gateway;

import java.util.UUID;
import java.util.stream.Stream;

/** Tells what is stored that old nodes do not know, so that a gateway cannot be opened to them unnoticed. */
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
