package io.signalbox.dataplane.connection;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How fast addresses may open connections: as many in a moment as in a second, and then one for each part of the second.
 * For any thread.
 */
final class ConnectionRates {

    /** One who comes from more addresses than this is not held up by a rate, but by the limits of all. */
    private static final int MAX_ADDRESSES = 10_000;

    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final long intervalNanos;
    private final LongSupplier nanoTime;
    /** When the last connection of an address would have come, had all come evenly (the generic cell rate algorithm). */
    private final Map<InetAddress, Long> byAddress = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Long> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    ConnectionRates(int perSecond, LongSupplier nanoTime) {
        this.intervalNanos = SECOND_NANOS / perSecond;
        this.nanoTime = nanoTime;
    }

    /** Whether this address may open one more now. */
    synchronized boolean take(InetAddress address) {
        long now = nanoTime.getAsLong();
        @Nullable Long former = byAddress.get(address);
        long due = former == null || former - now < 0 ? now : former;
        if (due + intervalNanos - now > SECOND_NANOS) {
            return false;
        }
        byAddress.put(address, due + intervalNanos);
        return true;
    }
}
