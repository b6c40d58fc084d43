package io.signalbox.controlplane.gateway;

import io.signalbox.controlplane.problem.Problem;
import io.signalbox.controlplane.problem.StoreFailure;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Admits the writers of a gateway one by one, before they take a database connection. The lock on the gateway's row makes them
 * serial anyway; but waiting for it, a few of them would hold all connections, and other requests would be answered that the
 * store is not reachable.
 */
final class GatewayWriteQueue {

    private static final int STRIPES = 64; // gateways that share a lock wait for each other
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private final ReentrantLock[] locks =
            Stream.generate(() -> new ReentrantLock(true)).limit(STRIPES).toArray(ReentrantLock[]::new);

    private volatile long lastOutage = System.nanoTime() - 1;

    <T> T take(UUID gatewayId, Supplier<T> work) {
        long came = System.nanoTime();
        ReentrantLock lock = locks[Math.floorMod(gatewayId.hashCode(), STRIPES)];
        try {
            if (!lock.tryLock(MAX_WAIT.toSeconds(), TimeUnit.SECONDS)) {
                throw tooMany();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw tooMany();
        }
        try {
            // Each would notice only after a timeout of its own, one after the other.
            if (lastOutage - came > 0) {
                throw new Problem.Unavailable("The configuration store is not reachable, nothing was changed");
            }
            return work.get();
        } catch (DataAccessException | TransactionException e) {
            if (StoreFailure.isOutage(e)) {
                lastOutage = System.nanoTime();
            }
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private static Problem tooMany() {
        return new Problem.Unavailable("Too many changes of this event gateway are waiting, nothing was changed");
    }
}
