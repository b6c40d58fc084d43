package io.signalbox.dataplane.connection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.signalbox.records.policy.PolicyObserver;
import io.signalbox.records.policy.PolicyRef;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** What the policies of one chain do with records. */
final class PolicyCounts implements PolicyObserver {

    private static final Duration[] BUCKETS = {
        Duration.ofNanos(1_000),
        Duration.ofNanos(10_000),
        Duration.ofNanos(100_000),
        Duration.ofMillis(1),
        Duration.ofMillis(10),
        Duration.ofMillis(100)
    };

    private final String chain;
    private final Tags tags;
    private final MeterRegistry registry;
    private final IntConsumer conditionFailures;
    private final ConcurrentMap<Invocation, Counter> invocations = new ConcurrentHashMap<>();
    private final ConcurrentMap<PolicyRef, Timer> durations = new ConcurrentHashMap<>();

    private record Invocation(PolicyRef policy, boolean succeeded) {}

    PolicyCounts(String chain, Tags tags, MeterRegistry registry, IntConsumer conditionFailures) {
        this.chain = chain;
        this.tags = tags;
        this.registry = registry;
        this.conditionFailures = conditionFailures;
    }

    void remove() {
        invocations.values().forEach(registry::remove);
        durations.values().forEach(registry::remove);
    }

    @Override
    public void applied(PolicyRef policy, boolean succeeded, int records) {
        invocations
                .computeIfAbsent(new Invocation(policy, succeeded), this::register)
                .increment(records);
    }

    @Override
    public void took(PolicyRef policy, long nanos) {
        durations.computeIfAbsent(policy, this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(PolicyRef policy) {
        return Timer.builder("kong.keg.kafka.policy.invocation.duration")
                .description("How long policies took for a record, one of each batch")
                .tags(tags(policy))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private Tags tags(PolicyRef policy) {
        return tags.and(
                "kong.konnect.policy.id", policy.id().toString(),
                "kong.konnect.policy.name", policy.name(),
                "kong.keg.policy.type", policy.type(),
                "kong.keg.failure_mode", policy.failureMode(),
                "kong.keg.policy.chain_type", chain);
    }

    private Counter register(Invocation invocation) {
        PolicyRef policy = invocation.policy();
        return Counter.builder("kong.keg.kafka.policy.invocations")
                .description("Records to which policies were applied")
                .tags(tags(policy).and("kong.keg.result", invocation.succeeded() ? "success" : "fail"))
                .register(registry);
    }

    @Override
    public void conditionFailed(PolicyRef policy, int records) {
        conditionFailures.accept(records);
    }
}
