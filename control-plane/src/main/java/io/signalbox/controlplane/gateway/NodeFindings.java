package io.signalbox.controlplane.gateway;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Adds to the change log of a gateway what its nodes report: once for each finding, however many nodes and control planes
 * notice, and however often. Not to be called in a transaction that only reads.
 */
@Component
public class NodeFindings {

    private static final Logger log = LoggerFactory.getLogger(NodeFindings.class);
    private static final int MAX_REMEMBERED = 10_000;

    private final GatewayRepository gateways;
    private final ChangeLog changeLog;
    private final TransactionTemplate transactions;
    private final Set<Record> remembered = ConcurrentHashMap.newKeySet();

    NodeFindings(GatewayRepository gateways, ChangeLog changeLog, PlatformTransactionManager transactionManager) {
        this.gateways = gateways;
        this.changeLog = changeLog;
        transactions = new TransactionTemplate(transactionManager);
    }

    /** A version is held that this database never had. */
    public void foreignVersion(UUID gatewayId, HeldVersion held) {
        boolean isNew = once(
                new Foreign(gatewayId, held),
                gatewayId,
                gateway -> changeLog.foreign(gatewayId, gateway.name(), gateway.version(), held));
        if (isNew) {
            log.warn(
                    "a version is held that this database never had: it was restored from a backup, or replaces another;"
                            + " the holder is sent everything gateway={} version={} edition={}",
                    gatewayId,
                    held.number(),
                    held.edition().map(UUID::toString).orElse("unknown"));
        }
    }

    /** Nodes do not serve an entity at all, of a version that they have applied. */
    public void notServed(UUID gatewayId, long version, EntityKind kind, UUID id, String reason) {
        once(
                new NotServed(gatewayId, version, id, reason),
                gatewayId,
                gateway -> changeLog.notServed(gatewayId, version, kind, id, reason));
    }

    private boolean once(Record finding, UUID gatewayId, Consumer<GatewayRow> entry) {
        if (remembered.contains(finding)) {
            return false;
        }
        transactions.executeWithoutResult(status -> gateways.lock(gatewayId).ifPresent(entry));
        if (remembered.size() >= MAX_REMEMBERED) {
            remembered.clear(); // the change log itself has no entry twice
        }
        return remembered.add(finding);
    }

    private record Foreign(UUID gatewayId, HeldVersion held) {}

    private record NotServed(UUID gatewayId, long version, UUID id, String reason) {}
}
