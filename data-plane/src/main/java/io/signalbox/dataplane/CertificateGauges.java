package io.signalbox.dataplane;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.signalbox.dataplane.config.CertificateCheck;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.ImageSubscriber;
import io.signalbox.dataplane.config.Listener;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.TlsServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How many days the certificate of each listener is still good for. */
final class CertificateGauges implements ImageSubscriber {

    private static final double SECONDS_PER_DAY = Duration.ofDays(1).toSeconds();

    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();

    CertificateGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public List<ConfigProblem> onImage(RoutingImage image) {
        meters.forEach(registry::remove);
        meters.clear();
        image.listeners()
                .values()
                .forEach(listener -> listener.tls().ifPresent(tls -> meters.add(gauge(listener, tls))));
        return List.of();
    }

    private Gauge gauge(Listener listener, TlsServer tls) {
        return Gauge.builder(
                        "signalbox.tls.certificate.expires.in.days",
                        () -> CertificateCheck.timeLeft(tls, Instant.now()).toSeconds() / SECONDS_PER_DAY)
                .description("Days until the first certificate of the listener's chain expires; negative once it has")
                .tags(
                        "kong.konnect.listener.id",
                        listener.id().toString(),
                        "kong.konnect.listener.name",
                        listener.name())
                .register(registry);
    }
}
