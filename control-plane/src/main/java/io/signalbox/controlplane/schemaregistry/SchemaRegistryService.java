package io.signalbox.controlplane.schemaregistry;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.GatewayChanges;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.paging.Page;
import io.signalbox.controlplane.paging.PageRequest;
import io.signalbox.controlplane.problem.InvalidParameters;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Schema registries of a gateway. */
@Service
class SchemaRegistryService {

    private final SchemaRegistryRepository registries;
    private final GatewayService gateways;
    private final GatewayChanges changes;

    SchemaRegistryService(SchemaRegistryRepository registries, GatewayService gateways, GatewayChanges changes) {
        this.registries = registries;
        this.gateways = gateways;
        this.changes = changes;
    }

    SchemaRegistry create(UUID gatewayId, BodyReader body) {
        SchemaRegistryRequest request = SchemaRegistryRequest.read(body);
        return changes.make(gatewayId, change -> {
            body.check();
            SchemaRegistryEntity registry = new SchemaRegistryEntity(change, request);
            registries.checkName(gatewayId, request.name(), registry.id());
            return registries.saveAndFlush(registry).toRecord();
        });
    }

    SchemaRegistry replace(UUID gatewayId, UUID id, BodyReader body) {
        SchemaRegistryRequest sent = SchemaRegistryRequest.read(body);
        return changes.make(gatewayId, change -> {
            SchemaRegistryEntity registry = registries.find(gatewayId, id);
            InvalidParameters invalid = body.invalid();
            SchemaRegistryRequest request = sent.keeping(registry.config(), invalid);
            invalid.check();
            registries.checkName(gatewayId, request.name(), id);
            registry.replace(change, request);
            return registries.saveAndFlush(registry).toRecord();
        });
    }

    void delete(UUID gatewayId, UUID id) {
        changes.make(gatewayId, change -> {
            SchemaRegistryEntity registry = registries.find(gatewayId, id);
            changes.checkUnused(change, EntityKind.SCHEMA_REGISTRY, id, registry.name());
            registries.delete(registry);
            change.remove(EntityKind.SCHEMA_REGISTRY, id);
            return true;
        });
    }

    @Transactional(readOnly = true)
    SchemaRegistry get(UUID gatewayId, UUID id) {
        gateways.checkExists(gatewayId);
        return registries.find(gatewayId, id).toRecord();
    }

    @Transactional(readOnly = true)
    Page<SchemaRegistry> list(UUID gatewayId, PageRequest page) {
        gateways.checkExists(gatewayId);
        return registries.page(gatewayId, page, SchemaRegistryEntity::toRecord);
    }
}
