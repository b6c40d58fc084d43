package io.signalbox.controlplane.trustbundle;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Rows;

interface TlsTrustBundleRepository extends Rows<TlsTrustBundleEntity> {

    @Override
    default EntityKind kind() {
        return EntityKind.TLS_TRUST_BUNDLE;
    }
}
