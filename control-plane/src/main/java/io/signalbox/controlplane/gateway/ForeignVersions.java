package io.signalbox.controlplane.gateway;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes into the trail of a gateway that somebody holds a version of it which this database never came to: once for each
 * such version, however many nodes and control planes notice.
 */
@Component
public class ForeignVersions {

    private static final Logger log = LoggerFactory.getLogger(ForeignVersions.class);
    private static final int MAX_REMEMBERED = 10_000;

    private final GatewayRepository gateways;
    private final Trail trail;
    private final TransactionTemplate transactions;
    private final Set<Noted> noted = ConcurrentHashMap.newKeySet();

    ForeignVersions(GatewayRepository gateways, Trail trail, PlatformTransactionManager transactionManager) {
        this.gateways = gateways;
        this.trail = trail;
        transactions = new TransactionTemplate(transactionManager);
    }

    /** Not in a transaction that only reads. */
    public void note(UUID gatewayId, HeldVersion held) {
        Noted foreign = new Noted(gatewayId, held);
        if (noted.contains(foreign)) {
            return;
        }
        transactions.executeWithoutResult(status -> gateways.lock(gatewayId)
                .ifPresent(gateway -> trail.foreign(gatewayId, gateway.name(), gateway.version(), held)));
        if (noted.size() >= MAX_REMEMBERED) {
            noted.clear(); // the trail itself holds no entry twice
        }
        noted.add(foreign);
        log.warn(
                "a version is held that this database never came to: it was restored from a backup, or stands in for"
                        + " another; whoever holds it is sent everything gateway={} version={} edition={}",
                gatewayId,
                held.number(),
                held.edition().map(UUID::toString).orElse("unknown"));
    }

    private record Noted(UUID gatewayId, HeldVersion held) {}
}
