package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.routing.CloseReason;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The last connections that were turned away: so many and no more, whoever turns up how often. For any thread. */
final class RecentRejections {

    private static final int KEPT = 500;

    private final AtomicReferenceArray<Entry> entries = new AtomicReferenceArray<>(KEPT);
    private final AtomicLong next = new AtomicLong();

    private record Entry(
            long atMillis,
            EntityRef listener,
            Optional<EntityRef> virtualCluster,
            SocketAddress client,
            CloseReason reason,
            EndDetail detail) {}

    /** What is to be said of it is made when somebody asks. */
    void add(
            EntityRef listener,
            Optional<EntityRef> virtualCluster,
            SocketAddress client,
            CloseReason reason,
            EndDetail detail) {
        entries.set(
                (int) (next.getAndIncrement() % KEPT),
                new Entry(System.currentTimeMillis(), listener, virtualCluster, client, reason, detail));
    }

    /** The newest first. */
    ConnectionFilter.Found<RejectedConnection> find(ConnectionFilter filter) {
        List<RejectedConnection> found = new ArrayList<>();
        long matched = 0;
        long newest = next.get() - 1;
        for (long number = newest; number >= 0 && number > newest - KEPT; number--) {
            Entry entry = entries.get((int) (number % KEPT));
            if (entry != null && filter.fits(plain(entry))) {
                matched++;
                if (found.size() < filter.limit()) {
                    found.add(whole(entry));
                }
            }
        }
        return new ConnectionFilter.Found<>(found, matched);
    }

    private static RejectedConnection plain(Entry entry) {
        return new RejectedConnection(
                entry.atMillis,
                entry.listener,
                entry.virtualCluster,
                entry.client,
                entry.reason,
                "",
                Optional.empty(),
                List.of());
    }

    private static RejectedConnection whole(Entry entry) {
        return new RejectedConnection(
                entry.atMillis,
                entry.listener,
                entry.virtualCluster,
                entry.client,
                entry.reason,
                entry.detail.text(),
                entry.detail.serverName(),
                entry.detail.similarNames());
    }
}
