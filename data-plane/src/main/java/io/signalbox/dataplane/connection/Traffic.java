package io.signalbox.dataplane.connection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.dataplane.kafka.ErrorCounts;
import io.signalbox.dataplane.kafka.exchange.Durations;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.kafka.exchange.Roundtrips;
import io.signalbox.records.policy.Phase;
import io.signalbox.records.policy.PolicyObserver;
import io.signalbox.records.policy.PolicyRef;
import io.signalbox.routing.CloseReason;
import io.signalbox.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What flows through one virtual cluster; added to once for each read, not for each message. */
final class Traffic {

    private static final Duration[] LOGIN_BUCKETS = {
        Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofSeconds(1)
    };

    private static final Duration[] POLICY_BUCKETS = {
        Duration.ofNanos(1_000),
        Duration.ofNanos(10_000),
        Duration.ofNanos(100_000),
        Duration.ofMillis(1),
        Duration.ofMillis(10),
        Duration.ofMillis(100)
    };

    private static final long[] WORK_BOUNDS =
            Durations.millis(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 500, 1_000, 10_000, 30_000);

    private static final List<Double> ROUNDTRIP_BUCKETS = buckets(Roundtrips.boundsInSeconds());
    private static final List<Double> WORK_BUCKETS = buckets(Durations.inSeconds(WORK_BOUNDS));

    private final MeterRegistry registry;
    private final Counter conditionFailures;
    private final UUID virtualCluster;
    private final UUID backendCluster;
    final LongAdder requests = new LongAdder();
    final LongAdder requestsSent = new LongAdder();
    final LongAdder responsesReceived = new LongAdder();
    final LongAdder responses = new LongAdder();
    final LongAdder bytesFromClients = new LongAdder();
    final LongAdder bytesToClients = new LongAdder();
    final MemoryBudget.Share layersMemory;
    final SessionSpans spans;
    final MemoryBudget.Share recordsMemory;
    /** Empty: as many as there are. */
    final Optional<ByteRate> rateFromClients;

    final Optional<ByteRate> rateToClients;
    private final AtomicInteger topicConflict = new AtomicInteger();
    private final Map<ResourceType, AclAttempts> aclAllowed = aclAttempts(true);
    private final Map<ResourceType, AclAttempts> aclDenied = aclAttempts(false);
    private final ConcurrentMap<Invocation, Counter> invocations = new ConcurrentHashMap<>();
    private final ConcurrentMap<PolicyRef, Timer> durations = new ConcurrentHashMap<>();
    private final Map<Phase, PolicyObserver> observers =
            Map.of(Phase.PRODUCE, new PolicyCounter("produce"), Phase.CONSUME, new PolicyCounter("consume"));
    final ErrorCounts errorsSent = new ErrorCounts(this::errorCounter);
    private final Queue<Meter> errorCounters = new ConcurrentLinkedQueue<>();
    final Roundtrips roundtrips = new Roundtrips();
    final Durations requestProcessing = new Durations(WORK_BOUNDS);
    final Durations responseProcessing = new Durations(WORK_BOUNDS);
    final Durations proxying = new Durations(WORK_BOUNDS);
    private final ConcurrentMap<EntityRef, OfListener> listeners = new ConcurrentHashMap<>();
    private final ConcurrentMap<ErrorOrigin, Counter> backendErrors = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Gauge> aliasConflicts = new ConcurrentHashMap<>();
    private final ConcurrentMap<List<String>, Timer> logins = new ConcurrentHashMap<>();
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();

    private record Invocation(PolicyRef policy, boolean succeeded) {}

    Traffic(
            VirtualCluster cluster,
            MeterRegistry registry,
            Telemetry telemetry,
            Memory memory,
            Counter conditionFailures,
            OptionalLong bytesPerSecond) {
        this.registry = registry;
        this.conditionFailures = conditionFailures;
        virtualCluster = cluster.id();
        backendCluster = cluster.backendCluster().id();
        layersMemory = memory.messages().share();
        recordsMemory = memory.records().share();
        spans = new SessionSpans(telemetry, cluster);
        tags = Tags.of(
                "kong.konnect.virtual_cluster.id", cluster.id().toString(),
                "kong.konnect.virtual_cluster.name", cluster.name(),
                "kong.konnect.backend_cluster.id", cluster.backendCluster().id().toString(),
                "kong.konnect.backend_cluster.name", cluster.backendCluster().name());
        rateFromClients = rate(bytesPerSecond, "received");
        rateToClients = rate(bytesPerSecond, "sent");
        meters.addAll(List.of(
                Gauge.builder("kong.keg.kafka.namespace.topic.conflict", topicConflict, AtomicInteger::get)
                        .description("1 once two topics were found to have one name for clients")
                        .tags(tags)
                        .register(registry),
                counter("kong.keg.kafka.request.received", "Requests that came from clients", requests, tags),
                counter("kong.keg.kafka.request.sent", "Requests passed on to brokers", requestsSent, tags),
                counter("kong.keg.kafka.response.received", "Responses of brokers to them", responsesReceived, tags),
                counter(
                        "kong.keg.kafka.response.sent",
                        "Responses to clients, the node's own included",
                        responses,
                        tags),
                counter("signalbox.client.received.bytes", "Bytes from clients", bytesFromClients, tags),
                counter("signalbox.client.sent.bytes", "Bytes to clients", bytesToClients, tags)));
    }

    /** Forgets the listeners that are gone. */
    void retain(Predicate<UUID> known) {
        listeners.forEach((listener, of) -> {
            if (!known.test(listener.id()) && listeners.remove(listener, of)) {
                of.meters.forEach(registry::remove);
            }
        });
    }

    /** Its virtual cluster is gone. */
    void remove() {
        meters.forEach(registry::remove);
        listeners.values().forEach(one -> one.meters.forEach(registry::remove));
        backendErrors.values().forEach(registry::remove);
        logins.values().forEach(registry::remove);
        errorCounters.forEach(registry::remove);
        aclMeters().forEach(registry::remove);
        invocations.values().forEach(registry::remove);
        durations.values().forEach(registry::remove);
        aliasConflicts.values().forEach(registry::remove);
    }

    /** What was counted until now; empty as long as there was no connection. */
    Optional<TrafficCounts.OfCluster> counts() {
        if (listeners.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TrafficCounts.OfCluster(
                virtualCluster,
                backendCluster,
                requests.sum(),
                responses.sum(),
                bytesFromClients.sum(),
                bytesToClients.sum(),
                (long) backendErrors.values().stream()
                        .mapToDouble(Counter::count)
                        .sum(),
                roundtrips.all(),
                listeners.entrySet().stream()
                        .map(entry -> new TrafficCounts.OfRoute(
                                entry.getKey().id(),
                                entry.getValue().connections.sum(),
                                entry.getValue().errors.sum()))
                        .toList()));
    }

    Stream<HistogramSnapshot.HistogramDataPointSnapshot> roundtripPoints() {
        return Stream.of(Roundtrips.Group.values()).map(group -> {
            return point(tags.and("api", group.text()), ROUNDTRIP_BUCKETS, roundtrips.of(group));
        });
    }

    /** Of what the node itself has to do. */
    HistogramSnapshot.HistogramDataPointSnapshot workPoint(Durations work) {
        return point(tags, WORK_BUCKETS, work.counts());
    }

    private static HistogramSnapshot.HistogramDataPointSnapshot point(
            Tags tags, List<Double> bounds, Durations.Counts counted) {
        return HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .labels(labels(tags))
                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counted.within()))
                .sum(counted.sumSeconds())
                .build();
    }

    private static List<Double> buckets(double[] bounds) {
        return DoubleStream.concat(DoubleStream.of(bounds), DoubleStream.of(Double.POSITIVE_INFINITY))
                .boxed()
                .toList();
    }

    private static Labels labels(Tags tags) {
        Labels.Builder labels = Labels.builder();
        tags.forEach(tag -> labels.label(tag.getKey().replace('.', '_'), tag.getValue()));
        return labels.build();
    }

    /** How long clients took to make themselves known; a label is empty where they use no SASL. */
    Timer logins(String mechanism, String mediation, boolean success) {
        String result = success ? "success" : "fail";
        return logins.computeIfAbsent(
                List.of(mechanism, mediation, result),
                unseen -> Timer.builder("kong.keg.kafka.auth.virtual_cluster.processing.duration")
                        .description("How long clients took to make themselves known")
                        .tags(tags.and(
                                "kong.keg.auth.mechanism", mechanism,
                                "kong.keg.auth.mediation", mediation,
                                "kong.keg.result", result))
                        .serviceLevelObjectives(LOGIN_BUCKETS)
                        .register(registry));
    }

    /** Something was to be done to so many resources. */
    void aclAttempts(ResourceType type, boolean allowed, int times) {
        Objects.requireNonNull((allowed ? aclAllowed : aclDenied).get(type)).add(times);
    }

    private Map<ResourceType, AclAttempts> aclAttempts(boolean allowed) {
        Map<ResourceType, AclAttempts> attempts = new EnumMap<>(ResourceType.class);
        for (ResourceType type : ResourceType.values()) {
            attempts.put(type, new AclAttempts(type, allowed));
        }
        return attempts;
    }

    private Stream<Meter> aclMeters() {
        return Stream.of(aclAllowed, aclDenied)
                .flatMap(attempts -> attempts.values().stream())
                .map(AclAttempts::meter)
                .flatMap(Optional::stream);
    }

    /** Is a meter from the first attempt on. */
    private final class AclAttempts {
        private final LongAdder count = new LongAdder();
        private final ResourceType type;
        private final boolean allowed;
        private volatile @Nullable Meter meter;

        AclAttempts(ResourceType type, boolean allowed) {
            this.type = type;
            this.allowed = allowed;
        }

        void add(int times) {
            count.add(times);
            if (meter == null) {
                register();
            }
        }

        private synchronized void register() {
            if (meter == null) {
                meter = FunctionCounter.builder("kong.keg.kafka.acl.attempts", count, LongAdder::doubleValue)
                        .description("Decisions of access control, by what they were about")
                        .tags(tags.and(
                                "kong.keg.acl.resource_type",
                                type.name().toLowerCase(Locale.ROOT),
                                "kong.keg.result",
                                allowed ? "allowed" : "denied"))
                        .register(registry);
            }
        }

        Optional<Meter> meter() {
            return Optional.ofNullable(meter);
        }
    }

    /** Counts what the policies of a phase do. */
    PolicyObserver policies(Phase phase) {
        return Objects.requireNonNull(observers.get(phase));
    }

    private final class PolicyCounter implements PolicyObserver {

        private final String chain;

        PolicyCounter(String chain) {
            this.chain = chain;
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
                    .serviceLevelObjectives(POLICY_BUCKETS)
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
            conditionFailures(records);
        }
    }

    /** Two topics have one name for clients. */
    void topicConflict() {
        topicConflict.set(1);
    }

    /** A topic has the name of an alias, and is not reached by it. */
    void aliasConflict(String alias) {
        aliasConflicts.computeIfAbsent(
                alias,
                unseen -> Gauge.builder("kong.keg.kafka.topic_alias.conflict", () -> 1)
                        .description("1 where a topic was found to have the name of an alias")
                        .tags(tags.and(
                                "kong.keg.kafka.topic_alias.name", alias,
                                "kong.keg.kafka.topic_alias.shadowed_topic", alias))
                        .register(registry));
    }

    /** So many conditions and expressions of policies could not be evaluated. */
    void conditionFailures(int count) {
        conditionFailures.increment(count);
    }

    private void errorCounter(Short code, LongAdder count) {
        errorCounters.add(counter(
                "kong.keg.kafka.response.sent.errors",
                "Errors in responses of the node's own, by Kafka's code",
                count,
                tags.and("kong.keg.kafka.error_code", code.toString())));
    }

    /** What came in by one listener. */
    OfListener of(EntityRef listener) {
        return listeners.computeIfAbsent(listener, OfListener::new);
    }

    /** A connection to the backend cluster could not be made, or broke. */
    void backendError(ErrorOrigin origin) {
        backendErrors
                .computeIfAbsent(
                        origin,
                        unseen -> Counter.builder("kong.keg.kafka.backend.connection.errors")
                                .description("Connections to brokers that could not be made, or broke")
                                .tags(tags.and("kong.keg.connection.error.origin", origin.text()))
                                .register(registry))
                .increment();
    }

    /** Of one virtual cluster by one listener. */
    final class OfListener {
        private final LongAdder connections = new LongAdder();
        private final LongAdder errors = new LongAdder();
        private final List<Meter> meters;

        private OfListener(EntityRef listener) {
            Tags both = tags.and(
                    "kong.konnect.listener.id", listener.id().toString(),
                    "kong.konnect.listener.name", listener.name());
            meters = List.of(
                    Gauge.builder("kong.keg.kafka.connections", connections, LongAdder::doubleValue)
                            .description("Client connections that have a route")
                            .tags(both)
                            .register(registry),
                    counter(
                            "kong.keg.kafka.connection.errors",
                            "Client connections with a route that ended by a fault or were turned away",
                            errors,
                            both));
        }

        void opened() {
            connections.increment();
        }

        void ended(CloseReason reason) {
            connections.decrement();
            if (reason.kind() != CloseReason.Kind.NORMAL) {
                errors.increment();
            }
        }
    }

    private Optional<ByteRate> rate(OptionalLong bytesPerSecond, String direction) {
        if (bytesPerSecond.isEmpty()) {
            return Optional.empty();
        }
        ByteRate rate = new ByteRate(bytesPerSecond.getAsLong(), System::nanoTime);
        meters.add(FunctionCounter.builder("signalbox.client.paused.seconds", rate, ByteRate::pausedSeconds)
                .description("How long connections were not read, since their virtual cluster had used up its bytes")
                .tags(tags.and("direction", direction))
                .register(registry));
        return Optional.of(rate);
    }

    private Meter counter(String name, String description, LongAdder value, Tags tags) {
        return FunctionCounter.builder(name, value, LongAdder::doubleValue)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
