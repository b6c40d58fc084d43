package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.routing.CloseReason;
import io.signalbox.routing.Printable;
import java.net.SocketAddress;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says why connections end: each rejection and failure once for each listener, reason and interval, with a count. */
final class CloseLog {

    private static final Logger LOG = LoggerFactory.getLogger(CloseLog.class);
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ConcurrentMap<Key, Entry> entries = new ConcurrentHashMap<>();

    private record Key(UUID listener, CloseReason reason) {}

    private static final class Entry {
        private long loggedAt;
        private long suppressed = -1; // nothing was logged yet
    }

    /** What is only said in some lines is made only for them: most connections end without one. */
    void closed(
            EntityRef listener,
            Supplier<String> route,
            SocketAddress client,
            CloseReason reason,
            Supplier<String> detail) {
        if (reason.kind() == CloseReason.Kind.NORMAL) {
            if (LOG.isDebugEnabled()) {
                LOG.debug(
                        "connection closed: reason={} listener={} route={} client={}",
                        reason.code(),
                        listener,
                        route.get(),
                        client);
            }
            return;
        }
        long skipped = take(new Key(listener.id(), reason), System.nanoTime());
        if (skipped >= 0) {
            LOG.warn(
                    "connection ended: reason={} listener={} route={} client={} detail=\"{}\" alike_since_last={}",
                    reason.code(),
                    listener,
                    route.get(),
                    client,
                    Printable.quoted(detail.get()),
                    skipped);
        }
    }

    /** How many were skipped since the last line; -1 when this one is to be skipped, too. */
    private long take(Key key, long now) {
        Entry entry = entries.computeIfAbsent(key, unseen -> new Entry());
        synchronized (entry) { // only connections that end come here, and nobody waits long
            if (entry.suppressed >= 0 && now - entry.loggedAt < INTERVAL_NANOS) {
                entry.suppressed++;
                return -1;
            }
            long skipped = Math.max(entry.suppressed, 0);
            entry.suppressed = 0;
            entry.loggedAt = now;
            return skipped;
        }
    }
}
