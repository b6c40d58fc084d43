package io.signalbox.controlplane.trustbundle;

import io.signalbox.controlplane.gateway.Need;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import io.signalbox.controlplane.gateway.StoredNeeds;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Nodes before 1.1 know of no trust bundles. */
@Component
class TrustBundleNeeds implements StoredNeeds {

    static final Need NEED = new Need("config", RuntimeVersion.V1_1);

    private final TlsTrustBundleRepository bundles;

    TrustBundleNeeds(TlsTrustBundleRepository bundles) {
        this.bundles = bundles;
    }

    @Override
    public Stream<Stored> of(UUID gatewayId) {
        return bundles.findByGatewayId(gatewayId).stream()
                .map(bundle ->
                        new Stored(bundles.kind().words() + " [" + bundle.name() + "] (" + bundle.id() + ")", NEED));
    }
}
