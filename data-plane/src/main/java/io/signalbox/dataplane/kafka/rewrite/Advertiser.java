package io.signalbox.dataplane.kafka.rewrite;

import io.signalbox.routing.HostPort;
import java.util.Optional;

/** What a connection's client is told of a broker: the address on the gateway; empty when it is not exposed. */
@FunctionalInterface
public interface Advertiser {

    Optional<HostPort> advertise(int nodeId);
}
