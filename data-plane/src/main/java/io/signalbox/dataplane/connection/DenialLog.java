package io.signalbox.dataplane.connection;

import io.signalbox.acl.Decision;
import io.signalbox.acl.Operation;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.routing.Printable;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says who was denied what, and why: once for each principal, operation, resource and interval, with a count. */
final class DenialLog {

    private static final Logger LOG = LoggerFactory.getLogger(DenialLog.class);
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Clients choose the names: what comes beyond so many different ones is counted alone. */
    private static final int MAX_KINDS = 1_000;

    private final ConcurrentMap<Denial, Seen> seen = new ConcurrentHashMap<>();

    private record Denial(UUID cluster, String principal, Operation operation, ResourceType type, String name) {}

    /** When a line was written, and how often it was left out since. */
    private record Seen(long loggedAt, long skipped, boolean isDue) {}

    void denied(
            VirtualCluster cluster,
            String principal,
            Operation operation,
            ResourceType type,
            String name,
            Decision decision) {
        long now = System.nanoTime();
        Denial denial = new Denial(cluster.id(), principal, operation, type, name);
        if (seen.size() >= MAX_KINDS && !seen.containsKey(denial)) {
            seen.values().removeIf(one -> now - one.loggedAt() >= INTERVAL_NANOS);
            if (seen.size() >= MAX_KINDS) {
                return;
            }
        }
        Seen before = seen.getOrDefault(denial, new Seen(now, 0, true));
        Seen after = seen.merge(
                denial,
                new Seen(now, 0, true),
                (last, first) -> now - last.loggedAt() >= INTERVAL_NANOS
                        ? first
                        : new Seen(last.loggedAt(), last.skipped() + 1, false));
        if (after.isDue()) {
            LOG.info(
                    "access denied: virtual_cluster={} principal=\"{}\" operation={} resource={}:\"{}\" by=\"{}\""
                            + " alike_since_last={}",
                    cluster.ref(),
                    Printable.quoted(principal),
                    lower(operation),
                    lower(type),
                    Printable.quoted(name),
                    decision.rule().map(rule -> rule.origin().toString()).orElse("no rule that allows it"),
                    before.skipped());
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
