package io.signalbox.bench;

import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.Plans;
import io.signalbox.dataplane.kafka.exchange.Roundtrips;
import io.signalbox.dataplane.kafka.rewrite.AddressLayer;
import io.signalbox.dataplane.kafka.rewrite.OfferedVersions;
import io.signalbox.dataplane.login.LoginLayer;
import io.signalbox.routing.HostPort;
import java.util.List;
import java.util.Optional;

/** The plans of a plain virtual cluster. */
final class GatewayPlans {

    static final Plans PLANS = Plans.of(List.of(new LoginLayer(), new OfferedVersions(), new AddressLayer()));

    private GatewayPlans() {}

    /** Of a connection without authentication, whose client is given this address for every broker. */
    static Exchanges exchanges(HostPort advertised) {
        return new Exchanges(
                new Roundtrips(),
                PLANS,
                new LayerSession() {},
                OfferedVersions.session(PLANS),
                AddressLayer.session(nodeId -> Optional.of(advertised), seen -> {}));
    }
}
