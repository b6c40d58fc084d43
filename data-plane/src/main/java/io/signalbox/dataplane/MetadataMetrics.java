package io.signalbox.dataplane;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.signalbox.dataplane.config.BackendCluster;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.ImageSubscriber;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.upstream.MetadataTimes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** How long the backend clusters take to tell their brokers. For any thread. */
final class MetadataMetrics implements MetadataTimes, ImageSubscriber {

    private static final Duration[] BUCKETS = LongStream.of(1, 5, 10, 50, 100, 500, 1_000, 5_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final ConcurrentMap<EntityRef, Timer> timers = new ConcurrentHashMap<>();

    MetadataMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void took(BackendCluster cluster, long nanos) {
        timers.computeIfAbsent(cluster.ref(), this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Forgets those that are gone, or have another name. */
    @Override
    public List<ConfigProblem> onImage(RoutingImage image) {
        timers.forEach((cluster, timer) -> {
            BackendCluster known = image.backendClusters().get(cluster.id());
            if ((known == null || !known.ref().equals(cluster)) && timers.remove(cluster, timer)) {
                registry.remove(timer);
            }
        });
        return List.of();
    }

    private Timer timer(EntityRef cluster) {
        return Timer.builder("kong.keg.kafka.metadata.update.duration")
                .description("From a question for the brokers of a backend cluster until it is answered")
                .tags(
                        "kong.konnect.backend_cluster.id",
                        cluster.id().toString(),
                        "kong.konnect.backend_cluster.name",
                        cluster.name())
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
