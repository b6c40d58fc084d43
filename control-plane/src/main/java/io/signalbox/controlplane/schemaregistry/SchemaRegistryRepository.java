package io.signalbox.controlplane.schemaregistry;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Rows;

interface SchemaRegistryRepository extends Rows<SchemaRegistryEntity> {

    @Override
    default EntityKind kind() {
        return EntityKind.SCHEMA_REGISTRY;
    }
}
