package io.signalbox.dataplane;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.signalbox.dataplane.control.ControlPlaneLink;
import io.signalbox.dataplane.control.StreamFailure;

/** Whether this node has a control plane, as metrics (contract section 5.3): each reason is a series from the start on. */
final class LinkMetrics {

    private final MeterRegistry metrics;

    LinkMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
        for (StreamFailure.Reason reason : StreamFailure.Reason.values()) {
            counter(reason).increment(0);
        }
    }

    void count(StreamFailure failure) {
        counter(failure.reason()).increment();
    }

    void watch(ControlPlaneLink link) {
        Gauge.builder("signalbox.control_plane.connected", link, it -> it.isConnected() ? 1 : 0)
                .description("1 while a control plane has this node on a config stream")
                .register(metrics);
        Gauge.builder("signalbox.control_plane.state", link, it -> it.since().toMillis() / 1_000.0)
                .description("How long it has been connected, or not connected, as it is now")
                .baseUnit("seconds")
                .register(metrics);
        for (StreamFailure.Reason reason : StreamFailure.Reason.values()) {
            Gauge.builder("signalbox.control_plane.last_error", link, it -> isLast(it, reason) ? 1 : 0)
                    .description("1 for the reason why there is no control plane now")
                    .tag("reason", reason.text())
                    .register(metrics);
        }
    }

    /** The registry has each once. */
    private Counter counter(StreamFailure.Reason reason) {
        return Counter.builder("signalbox.control_plane.failures")
                .description("Config streams that ended, and attempts that failed")
                .tag("reason", reason.text())
                .register(metrics);
    }

    private static boolean isLast(ControlPlaneLink link, StreamFailure.Reason reason) {
        return link.failure().filter(failure -> failure.reason() == reason).isPresent();
    }
}
