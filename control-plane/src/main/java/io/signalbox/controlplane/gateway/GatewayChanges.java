package io.signalbox.controlplane.gateway;

import io.signalbox.controlplane.problem.Problem;
import io.signalbox.controlplane.problem.StoreFailure;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The one way to change a gateway or anything below it: one transaction that locks the gateway's row, lets the change
 * happen, writes down who did what, and tells every control plane of the new version. Changes of one gateway are therefore serial, and
 * check-then-insert is safe.
 */
@Component
public class GatewayChanges {

    /** The PostgreSQL channel on which changes are announced, as {@code <gateway id> <version>}. */
    public static final String CHANNEL = "signalbox_change";

    /** Clients delete and re-create concurrently, so what stands in the way may be about to go (contract 1.6, 1.10). */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int MAX_COLLISIONS = 5;

    private final GatewayRepository gateways;
    private final Tombstones tombstones;
    private final Editions editions;
    private final ChangeLog changeLog;
    private final TransactionTemplate transactions;
    private final GatewayWriteQueue queue = new GatewayWriteQueue();

    GatewayChanges(
            GatewayRepository gateways,
            Tombstones tombstones,
            Editions editions,
            ChangeLog changeLog,
            PlatformTransactionManager transactionManager) {
        this.gateways = gateways;
        this.tombstones = tombstones;
        this.editions = editions;
        this.changeLog = changeLog;
        this.transactions = new TransactionTemplate(transactionManager);
    }

    /** Makes a change; makes it again, for up to two seconds, while a collision stands in its way. */
    public <T> T make(UUID gatewayId, Function<Change, T> work) {
        return again(() -> queue.take(gatewayId, () -> transactions.execute(status -> apply(gatewayId, work))));
    }

    private <T> T apply(UUID gatewayId, Function<Change, T> work) {
        GatewayRow gateway = gateways.lock(gatewayId).orElseThrow(() -> GatewayService.notFound(gatewayId));
        Change change = new Change(gateway);
        T result = work.apply(change);
        if (change.isMade()) {
            gateways.advance(change);
            changeLog.record(change);
            tombstones.record(change);
            editions.record(change);
            tombstones.announce(gatewayId, change.version());
        }
        return result;
    }

    /** In the transaction that wrote the new gateway. */
    void created(GatewayRow gateway) {
        Change change = Change.creating(gateway);
        changeLog.record(change);
        editions.record(change);
    }

    /** In a transaction of its own, made again like any other change. */
    <T> T withGrace(Supplier<T> work) {
        return again(() -> transactions.execute(status -> work.get()));
    }

    /** The wait is outside the transaction: no lock is held and no connection used while another request goes first. */
    private static <T> T again(Supplier<T> attempt) {
        long deadline = System.nanoTime() + GRACE.toNanos();
        int collisions = 0;
        while (true) {
            try {
                return attempt.get();
            } catch (Problem problem) {
                if (!problem.mayPass() || System.nanoTime() > deadline) {
                    throw problem;
                }
                pause(problem);
            } catch (DataAccessException e) {
                if (!StoreFailure.isCollision(e) || ++collisions > MAX_COLLISIONS) {
                    throw e;
                }
            }
        }
    }

    private static void pause(Problem problem) {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem;
        }
    }
}
