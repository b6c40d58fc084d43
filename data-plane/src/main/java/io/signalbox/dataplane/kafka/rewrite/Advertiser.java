package io.signalbox.dataplane.kafka.rewrite;

import io.signalbox.routing.HostPort;
import java.util.Optional;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;

/** What a connection's client is told of a broker: the address on the gateway; empty when it is not exposed. */
@FunctionalInterface
public interface Advertiser {

    Optional<HostPort> advertise(int nodeId);

    /** Is shown, and may change, a broker's answer to a client that makes itself known. */
    default void onLogin(SaslAuthenticateResponseData answer) {}
}
