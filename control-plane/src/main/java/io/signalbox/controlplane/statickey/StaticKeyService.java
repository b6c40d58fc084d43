package io.signalbox.controlplane.statickey;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.GatewayChanges;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.paging.Page;
import io.signalbox.controlplane.paging.PageRequest;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Static keys of a gateway. */
@Service
class StaticKeyService {

    private final StaticKeyRepository keys;
    private final GatewayService gateways;
    private final GatewayChanges changes;

    StaticKeyService(StaticKeyRepository keys, GatewayService gateways, GatewayChanges changes) {
        this.keys = keys;
        this.gateways = gateways;
        this.changes = changes;
    }

    StaticKey create(UUID gatewayId, BodyReader body) {
        StaticKeyRequest request = StaticKeyRequest.read(body);
        return changes.make(gatewayId, change -> {
            body.check();
            StaticKeyEntity key = new StaticKeyEntity(change, request);
            keys.checkName(gatewayId, request.name(), key.id());
            return keys.saveAndFlush(key).toRecord();
        });
    }

    void delete(UUID gatewayId, UUID id) {
        changes.make(gatewayId, change -> {
            StaticKeyEntity key = keys.find(gatewayId, id);
            changes.checkUnused(change, EntityKind.STATIC_KEY, id, key.name());
            keys.delete(key);
            change.remove(EntityKind.STATIC_KEY, id);
            return true;
        });
    }

    @Transactional(readOnly = true)
    StaticKey get(UUID gatewayId, UUID id) {
        gateways.checkExists(gatewayId);
        return keys.find(gatewayId, id).toRecord();
    }

    @Transactional(readOnly = true)
    Page<StaticKey> list(UUID gatewayId, PageRequest page) {
        gateways.checkExists(gatewayId);
        return keys.page(gatewayId, page, StaticKeyEntity::toRecord);
    }
}
