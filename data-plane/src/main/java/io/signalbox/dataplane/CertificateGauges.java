package io.signalbox.dataplane;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.signalbox.dataplane.config.CertificateCheck;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.ImageSubscriber;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.TlsServer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** How many days the certificate of each listener is still good for. */
final class CertificateGauges implements ImageSubscriber {

    private static final double SECONDS_PER_DAY = Duration.ofDays(1).toSeconds();

    private final MeterRegistry registry;
    private final Map<Labels, TlsServer> shown = new ConcurrentHashMap<>();
    private final Map<Labels, Meter> meters = new HashMap<>();

    private record Labels(UUID id, String name) {}

    CertificateGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Of a listener that stays the gauge stays: a scrape that met its successor, too, would fail. */
    @Override
    public List<ConfigProblem> onImage(RoutingImage image) {
        Map<Labels, TlsServer> now = new HashMap<>();
        image.listeners()
                .values()
                .forEach(listener ->
                        listener.tls().ifPresent(tls -> now.put(new Labels(listener.id(), listener.name()), tls)));
        shown.putAll(now);
        now.keySet().forEach(labels -> meters.computeIfAbsent(labels, this::gauge));
        meters.entrySet().removeIf(entry -> {
            boolean gone = !now.containsKey(entry.getKey());
            if (gone) {
                registry.remove(entry.getValue());
                shown.remove(entry.getKey());
            }
            return gone;
        });
        return List.of();
    }

    private Meter gauge(Labels labels) {
        return Gauge.builder("signalbox.tls.certificate.expires.in.days", () -> daysLeft(labels))
                .description("Days until the first certificate of the listener's chain expires; negative once it has")
                .tags(
                        "kong.konnect.listener.id", labels.id().toString(),
                        "kong.konnect.listener.name", labels.name())
                .register(registry);
    }

    private double daysLeft(Labels labels) {
        TlsServer tls = shown.get(labels);
        return tls == null
                ? Double.NaN // it has just been taken away
                : CertificateCheck.timeLeft(tls, Instant.now()).toSeconds() / SECONDS_PER_DAY;
    }
}
