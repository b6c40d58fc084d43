package io.signalbox.controlplane.statickey;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Rows;

interface StaticKeyRepository extends Rows<StaticKeyEntity> {

    @Override
    default EntityKind kind() {
        return EntityKind.STATIC_KEY;
    }
}
