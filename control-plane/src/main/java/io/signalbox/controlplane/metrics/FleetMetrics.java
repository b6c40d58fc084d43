package io.signalbox.controlplane.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.signalbox.controlplane.node.Fleet;
import io.signalbox.controlplane.node.NodeService;
import java.util.List;
import java.util.function.ToLongFunction;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * How the nodes of each gateway follow it, as the database has it: every replica says the same. Read when it is asked for.
 * While the database does not answer, {@code signalbox.store.up} is 0, and nothing is said of gateways.
 */
@Component
class FleetMetrics {

    private final NodeService nodes;
    private final MultiGauge versions;
    private final MultiGauge live;
    private final MultiGauge behind;
    private final MultiGauge lag;
    private final MultiGauge errors;
    private final MultiGauge warnings;
    private volatile boolean up;

    FleetMetrics(MeterRegistry metrics, NodeService nodes) {
        this.nodes = nodes;
        versions = gauge(metrics, "signalbox.gateway.version", "Version of the gateway's configuration");
        live = gauge(metrics, "signalbox.nodes.live", "Nodes of the gateway that were seen in the last minute");
        behind = gauge(metrics, "signalbox.nodes.behind", "Live nodes that have not applied the gateway's version");
        lag = gauge(
                metrics,
                "signalbox.rollout.lag.versions",
                "Versions by which the live node is behind that is furthest");
        errors = gauge(metrics, "signalbox.nodes.with.errors", "Live nodes that do not serve something declared");
        warnings = gauge(metrics, "signalbox.nodes.with.warnings", "Live nodes that say something is to be mended");
        Gauge.builder("signalbox.store.up", () -> up ? 1 : 0)
                .description("1 while the database answers")
                .register(metrics);
    }

    void refresh() {
        List<Fleet> fleets;
        try {
            fleets = nodes.fleets();
            up = true;
        } catch (DataAccessException | CannotCreateTransactionException e) {
            fleets = List.of();
            up = false;
        }
        show(versions, fleets, Fleet::version);
        show(live, fleets, Fleet::live);
        show(behind, fleets, Fleet::behind);
        show(lag, fleets, Fleet::lag);
        show(errors, fleets, Fleet::withErrors);
        show(warnings, fleets, Fleet::withWarnings);
    }

    private static void show(MultiGauge gauge, List<Fleet> fleets, ToLongFunction<Fleet> value) {
        gauge.register(
                fleets.stream()
                        .map(fleet -> MultiGauge.Row.of(
                                Tags.of(
                                        "kong.konnect.gateway.id",
                                                fleet.gatewayId().toString(),
                                        "kong.konnect.gateway.name", fleet.gatewayName()),
                                value.applyAsLong(fleet)))
                        .toList(),
                true);
    }

    private static MultiGauge gauge(MeterRegistry metrics, String name, String description) {
        return MultiGauge.builder(name).description(description).register(metrics);
    }
}
