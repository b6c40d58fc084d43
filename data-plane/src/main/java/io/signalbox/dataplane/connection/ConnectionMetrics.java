package io.signalbox.dataplane.connection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.Unit;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.dataplane.kafka.ClientSoftware;
import io.signalbox.routing.CloseReason;
import io.signalbox.telemetry.Telemetry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Counts sessions. The names are those of contract section 5.2; what the original does not have is ours. */
final class ConnectionMetrics {

    private static final int MAX_SOFTWARES = 30;

    private final MeterRegistry registry;
    private final Telemetry telemetry;
    private final Memory memory;
    private final OptionalLong bytesPerSecond;
    private final ConcurrentMap<UUID, Traffic> traffic = new ConcurrentHashMap<>();
    /** To find a meter by its tags costs more than everything else at the end of a connection. */
    private final ConcurrentMap<Ending, Counter> endings = new ConcurrentHashMap<>();

    private final ConcurrentMap<String, Counter> softwares = new ConcurrentHashMap<>();
    private final LongAdder open = new LongAdder();
    private final Counter conditionFailures;

    private record Ending(EntityRef listener, CloseReason reason) {}

    ConnectionMetrics(MeterRegistry registry, Telemetry telemetry, Limits limits, Memory memory) {
        this.registry = registry;
        this.telemetry = telemetry;
        this.memory = memory;
        this.bytesPerSecond = limits.bytesPerSecond();
        conditionFailures = Counter.builder("kong.keg.kafka.policy.condition.failures")
                .description("Conditions and expressions of policies that could not be evaluated")
                .register(registry);
        Gauge.builder(
                        "kong.keg.listener.connections.limit",
                        () -> limits.connections().all())
                .description("Connections that this node takes at most")
                .register(registry);
        bytesPerSecond.ifPresent(limit -> Gauge.builder("signalbox.bytes.limit", () -> limit)
                .description("Bytes in a second that each virtual cluster may have, in each direction")
                .register(registry));
        Gauge.builder("signalbox.connections", open, LongAdder::doubleValue)
                .description("Client connections that are open, routed or not")
                .register(registry);
        Gauge.builder("signalbox.layers.held.bytes", memory, Memory::held)
                .description("What is kept of long messages that are looked into, or changed")
                .register(registry);
        Gauge.builder("signalbox.layers.waiting", memory, Memory::waiting)
                .description("Messages that wait until there is room for them")
                .register(registry);
    }

    void opened() {
        open.increment();
    }

    void closed(EntityRef listener, CloseReason reason) {
        open.decrement();
        endings.computeIfAbsent(new Ending(listener, reason), this::counter).increment();
    }

    long openConnections() {
        return open.sum();
    }

    /** Of one virtual cluster: shared by its sessions. */
    Traffic traffic(VirtualCluster cluster) {
        return traffic.computeIfAbsent(
                cluster.id(),
                id -> new Traffic(cluster, registry, telemetry, memory, conditionFailures, bytesPerSecond));
    }

    /** How long brokers and the node take, as Prometheus has it: Micrometer has no histogram that somebody else counts. */
    List<Collector> durations() {
        return List.of(
                histogram(
                        "backend_roundtrip",
                        "From a request's arrival at the node until the broker's answer to it begins",
                        Traffic::roundtripPoints),
                histogram(
                        "proxy",
                        "From a request's arrival at the node until the broker's answer has been passed on",
                        counted -> Stream.of(counted.workPoint(counted.proxying))),
                histogram(
                        "request_processing",
                        "What the node does with requests that came together, from their arrival until they are passed on",
                        counted -> Stream.of(counted.workPoint(counted.requestProcessing))),
                histogram(
                        "response_processing",
                        "The same of responses",
                        counted -> Stream.of(counted.workPoint(counted.responseProcessing))));
    }

    private Collector histogram(
            String name, String help, Function<Traffic, Stream<HistogramDataPointSnapshot>> points) {
        MetricMetadata metadata =
                new MetricMetadata("kong_keg_kafka_" + name + "_duration_seconds", help, Unit.SECONDS);
        return () -> new HistogramSnapshot(
                metadata, traffic.values().stream().flatMap(points).toList());
    }

    /** Forgets listeners that are gone, and virtual clusters that are, or have another backend cluster. */
    void retain(Map<UUID, VirtualCluster> virtualClusters, Predicate<UUID> listeners) {
        traffic.forEach((id, counters) -> {
            counters.retain(listeners);
            boolean current = Optional.ofNullable(virtualClusters.get(id))
                    .filter(counters::isOf)
                    .isPresent();
            if (!current && traffic.remove(id, counters)) {
                counters.remove();
            }
        });
    }

    /** What was counted until now. */
    TrafficCounts counts() {
        Map<UUID, Map<CloseReason, Long>> ended = new HashMap<>();
        endings.forEach(
                (ending, counter) -> ended.computeIfAbsent(ending.listener().id(), first -> new HashMap<>())
                        .merge(ending.reason(), (long) counter.count(), Long::sum));
        return new TrafficCounts(
                ended,
                traffic.values().stream()
                        .flatMap(counters -> counters.counts().stream())
                        .toList());
    }

    private Counter counter(Ending ending) {
        boolean rejected = ending.reason().kind() == CloseReason.Kind.REJECTION;
        return Counter.builder(rejected ? "signalbox.connections.rejected" : "signalbox.connections.closed")
                .description(rejected ? "Connections turned away, by reason" : "Connections ended, by reason")
                .tags(
                        "kong.konnect.listener.id",
                        ending.listener().id().toString(),
                        "kong.konnect.listener.name",
                        ending.listener().name(),
                        "reason",
                        ending.reason().code())
                .register(registry);
    }

    /** Of one kind of client software, by the name that it gives itself; unknown where it gives none. */
    void ended(Optional<ClientSoftware> software) {
        software(software.map(ClientSoftware::name).orElse("unknown")).increment();
    }

    /** Strangers choose these names: so many are told apart, no more. */
    private Counter software(String name) {
        Counter known = softwares.get(name);
        if (known != null) {
            return known;
        }
        String label = softwares.size() < MAX_SOFTWARES ? name : "other";
        return softwares.computeIfAbsent(
                label,
                unseen -> Counter.builder("signalbox.client.sessions")
                        .description("Sessions ended, by the client's software")
                        .tag("software", label)
                        .register(registry));
    }
}
