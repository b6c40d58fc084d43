package io.signalbox.controlplane.gateway;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes into the trail of a gateway that nodes do not serve something at all: once for each form of it, however many nodes
 * say so, and however often.
 */
@Component
public class UnservedNotes {

    private static final int MAX_REMEMBERED = 10_000;

    private final GatewayRepository gateways;
    private final Trail trail;
    private final TransactionTemplate transactions;
    private final Set<Note> noted = ConcurrentHashMap.newKeySet();

    UnservedNotes(GatewayRepository gateways, Trail trail, PlatformTransactionManager transactionManager) {
        this.gateways = gateways;
        this.trail = trail;
        transactions = new TransactionTemplate(transactionManager);
    }

    /** Of a version that a node has applied. */
    public void note(UUID gatewayId, long version, EntityKind kind, UUID id, String reason) {
        Note note = new Note(gatewayId, version, id, reason);
        if (noted.contains(note)) {
            return;
        }
        transactions.executeWithoutResult(status ->
                gateways.lock(gatewayId).ifPresent(gateway -> trail.notServed(gatewayId, version, kind, id, reason)));
        if (noted.size() >= MAX_REMEMBERED) {
            noted.clear(); // the trail itself holds no entry twice
        }
        noted.add(note);
    }

    private record Note(UUID gatewayId, long version, UUID id, String reason) {}
}
