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
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.dataplane.kafka.ErrorCounts;
import io.signalbox.dataplane.kafka.exchange.Durations;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.kafka.exchange.Roundtrips;
import io.signalbox.records.policy.Phase;
import io.signalbox.records.policy.PolicyObserver;
import io.signalbox.routing.CloseReason;
import io.signalbox.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** What flows through one virtual cluster; added to once for each read, not for each message. */
final class Traffic {

    private static final Duration[] LOGIN_BUCKETS = {
        Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofSeconds(1)
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
    final AclCounts acls;
    private final Map<Phase, PolicyCounts> policies;
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
        acls = new AclCounts(tags, registry);
        policies = Map.of(
                Phase.PRODUCE, new PolicyCounts("produce", tags, registry, this::conditionFailures),
                Phase.CONSUME, new PolicyCounts("consume", tags, registry, this::conditionFailures));
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

    /** Whether the backend cluster is the one that what is counted here is labelled with. */
    boolean isOf(VirtualCluster cluster) {
        return cluster.backendCluster().id().equals(backendCluster);
    }

    /** Its virtual cluster is gone, or has another backend cluster. */
    void remove() {
        meters.forEach(registry::remove);
        listeners.values().forEach(one -> one.meters.forEach(registry::remove));
        backendErrors.values().forEach(registry::remove);
        logins.values().forEach(registry::remove);
        errorCounters.forEach(registry::remove);
        acls.remove();
        policies.values().forEach(PolicyCounts::remove);
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

    /** Counts what the policies of a phase do. */
    PolicyObserver policies(Phase phase) {
        return Objects.requireNonNull(policies.get(phase));
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
