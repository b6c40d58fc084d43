package io.signalbox.controlplane.trustbundle;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.controlplane.entity.EntityRules;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.entity.Unique;
import io.signalbox.controlplane.gateway.Need;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import java.util.List;
import org.springframework.stereotype.Component;

/** The TLS trust bundles of a gateway. */
@Component
class TlsTrustBundles implements EntityRules<TlsTrustBundle> {

    @Override
    public EntityType<TlsTrustBundle> type() {
        return TlsTrustBundle.TYPE;
    }

    @Override
    public String collection() {
        return "tls-trust-bundles";
    }

    @Override
    public Draft<TlsTrustBundle> read(BodyReader body) {
        TlsTrustBundle sent = TlsTrustBundle.read(body);
        return attempt -> attempt.stored().map(sent::keeping).orElse(sent);
    }

    @Override
    public List<Unique> unique(TlsTrustBundle bundle) {
        return List.of(Unique.name(bundle.name()));
    }

    /** Nodes before 1.1 know of no trust bundles. */
    @Override
    public List<Need> needs(TlsTrustBundle bundle) {
        return List.of(new Need("config", RuntimeVersion.V1_1));
    }
}
