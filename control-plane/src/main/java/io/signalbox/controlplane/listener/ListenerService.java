package io.signalbox.controlplane.listener;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.GatewayChanges;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.gateway.Versioned;
import io.signalbox.controlplane.paging.Cursor;
import io.signalbox.controlplane.paging.Page;
import io.signalbox.controlplane.paging.PageRequest;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Listeners of a gateway. */
@Service
public class ListenerService {

    private static final UUID NONE = new UUID(0, 0);

    private final ListenerRepository listeners;
    private final GatewayService gateways;
    private final GatewayChanges changes;

    ListenerService(ListenerRepository listeners, GatewayService gateways, GatewayChanges changes) {
        this.listeners = listeners;
        this.gateways = gateways;
        this.changes = changes;
    }

    Listener create(UUID gatewayId, BodyReader body) {
        ListenerRequest request = ListenerRequest.read(body);
        return changes.make(gatewayId, change -> {
            body.check();
            ListenerEntity listener = new ListenerEntity(change, request);
            listeners.checkName(gatewayId, request.name(), listener.id());
            return listeners.saveAndFlush(listener).toRecord();
        });
    }

    Listener replace(UUID gatewayId, UUID id, BodyReader body) {
        ListenerRequest request = ListenerRequest.read(body);
        return changes.make(gatewayId, change -> {
            ListenerEntity listener = listeners.find(gatewayId, id);
            body.check();
            listeners.checkName(gatewayId, request.name(), id);
            listener.replace(change, request);
            return listeners.saveAndFlush(listener).toRecord();
        });
    }

    void delete(UUID gatewayId, UUID id) {
        changes.make(gatewayId, change -> {
            ListenerEntity listener = listeners.find(gatewayId, id);
            listeners.policyIds(id).forEach(policy -> change.remove(EntityKind.LISTENER_POLICY, policy));
            listeners.delete(listener); // the database deletes its policies
            change.remove(EntityKind.LISTENER, id);
            return true;
        });
    }

    @Transactional(readOnly = true)
    public Listener get(UUID gatewayId, UUID id) {
        gateways.checkExists(gatewayId);
        return listeners.find(gatewayId, id).toRecord();
    }

    @Transactional(readOnly = true)
    Page<Listener> list(UUID gatewayId, PageRequest page) {
        gateways.checkExists(gatewayId);
        return page.page(
                listeners.page(
                        gatewayId,
                        page.nameContains(),
                        page.reference().isEmpty(),
                        page.reference().orElse(NONE),
                        page.after().createdAt(),
                        page.after().id(),
                        page.limit()),
                ListenerEntity::toRecord,
                listener -> new Cursor(listener.stamp().createdAt(), listener.id()));
    }

    /** Refuses to go on when the gateway has no such listener. */
    @Transactional(readOnly = true)
    public void checkExists(UUID gatewayId, UUID id) {
        listeners.find(gatewayId, id);
    }

    /** Those of a gateway that changed after this version of it, with the versions that last changed them; 0: all. */
    @Transactional(readOnly = true)
    public List<Versioned<Listener>> changedSince(UUID gatewayId, long version) {
        return listeners.changedSince(gatewayId, version).stream()
                .map(ListenerEntity::versioned)
                .toList();
    }
}
