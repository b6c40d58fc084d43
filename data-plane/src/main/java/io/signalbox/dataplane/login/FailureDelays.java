package io.signalbox.dataplane.login;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long addresses wait for the answer to a wrong password: twice as long each time, up to the longest, until a
 * minute after the last failure. For any thread; only clients that fail come here, and those from their addresses.
 */
final class FailureDelays {

    private static final int DOUBLINGS = 10;
    private static final long FORGOTTEN_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MAX_ADDRESSES = 10_000;

    private final long firstMillis;
    private final long longestMillis;
    private final LongSupplier nanoTime;
    private final Map<InetAddress, Failures> byAddress = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Failures> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };
    private volatile boolean empty = true;

    private record Failures(int count, long lastNanos) {}

    FailureDelays(Logins.Delays delays, LongSupplier nanoTime) {
        this.firstMillis = delays.first().toMillis();
        this.longestMillis = delays.longest().toMillis();
        this.nanoTime = nanoTime;
    }

    /** Notes a failure; returns how long its answer waits. */
    synchronized Duration onFailure(InetAddress address) {
        long now = nanoTime.getAsLong();
        @Nullable Failures former = byAddress.get(address);
        int count = former == null || now - former.lastNanos() > FORGOTTEN_NANOS ? 0 : former.count();
        byAddress.put(address, new Failures(count + 1, now));
        empty = false;
        return Duration.ofMillis(Math.min(firstMillis << Math.min(count, DOUBLINGS), longestMillis));
    }

    void onSuccess(InetAddress address) {
        if (!empty) {
            forget(address);
        }
    }

    private synchronized void forget(InetAddress address) {
        byAddress.remove(address);
        empty = byAddress.isEmpty();
    }
}
