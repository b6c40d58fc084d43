package io.signalbox.controlplane.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.signalbox.telemetry.Telemetry;
import jakarta.annotation.PostConstruct;
import org.springframework.stereotype.Component;

/** Gives a collector, if there is one, what the page for Prometheus has. */
@Component
class SentMetrics {

    private final Telemetry telemetry;
    private final PrometheusMeterRegistry metrics;
    private final FleetMetrics fleet;

    SentMetrics(Telemetry telemetry, PrometheusMeterRegistry metrics, FleetMetrics fleet) {
        this.telemetry = telemetry;
        this.metrics = metrics;
        this.fleet = fleet;
    }

    @PostConstruct
    void begin() {
        telemetry.watch(metrics, fleet::refresh);
    }
}
