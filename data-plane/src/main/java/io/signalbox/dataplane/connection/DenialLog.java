package io.signalbox.dataplane.connection;

import io.signalbox.acl.Decision;
import io.signalbox.acl.Operation;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.routing.Printable;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says who was denied what, and why: once for each principal, operation, resource and interval, with a count. */
final class DenialLog {

    private static final Logger LOG = LoggerFactory.getLogger(DenialLog.class);
    private final Sampler<Denial> sampler = new Sampler<>();

    private record Denial(UUID cluster, String principal, Operation operation, ResourceType type, String name) {}

    void denied(
            VirtualCluster cluster,
            String principal,
            Operation operation,
            ResourceType type,
            String name,
            Supplier<Decision> decision) {
        sampler.onEvent(
                new Denial(cluster.id(), principal, operation, type, name),
                alike -> LOG.info(
                        "access denied: virtual_cluster={} principal=\"{}\" operation={} resource={}:\"{}\" by=\"{}\""
                                + " alike_since_last={}",
                        cluster.ref(),
                        Printable.quoted(principal),
                        lower(operation),
                        lower(type),
                        Printable.quoted(name),
                        decision.get()
                                .rule()
                                .map(rule -> rule.origin().toString())
                                .orElse("no rule that allows it"),
                        alike));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
