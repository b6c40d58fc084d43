package io.signalbox.controlplane.preview;

import io.signalbox.controlplane.entity.Reference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The addresses that clients of a virtual cluster are given, by each policy that leads there.
 *
 * @param brokersReportedAt when nodes last told which brokers there are; empty when none has yet
 */
record AdvertisedAddresses(Reference.Target virtualCluster, Optional<Instant> brokersReportedAt, List<Way> policies) {

    /**
     * By one policy.
     *
     * @param unreachable a sentence, when no connection ever comes by this policy
     * @param ports the listener's ports at which a client may come in, to be told of the same; only where that differs
     */
    record Way(
            UUID id,
            Optional<String> name,
            String type,
            Optional<String> unreachable,
            Optional<List<String>> ports,
            List<Address> bootstrap,
            List<Broker> brokers) {}

    /** {@code certificateCovers} is empty where that cannot be known here, or no name is checked. */
    record Address(String address, Optional<Boolean> certificateCovers) {}

    /** Either has an address, or a sentence that says why it has none. */
    record Broker(
            int brokerId, Optional<String> address, Optional<Boolean> certificateCovers, Optional<String> notExposed) {}
}
