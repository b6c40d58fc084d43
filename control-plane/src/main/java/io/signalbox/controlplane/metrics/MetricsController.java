package io.signalbox.controlplane.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Prometheus' text; a token is asked for, since names of gateways are in it. */
@RestController
class MetricsController {

    private static final MediaType TEXT = MediaType.parseMediaType("text/plain;version=0.0.4;charset=utf-8");

    private final PrometheusMeterRegistry metrics;
    private final FleetMetrics fleet;

    MetricsController(PrometheusMeterRegistry metrics, FleetMetrics fleet) {
        this.metrics = metrics;
        this.fleet = fleet;
    }

    @GetMapping("/metrics")
    ResponseEntity<String> metrics() {
        fleet.refresh();
        return ResponseEntity.ok().contentType(TEXT).body(metrics.scrape());
    }
}
