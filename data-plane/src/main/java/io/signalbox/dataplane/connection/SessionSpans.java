package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.telemetry.Telemetry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.protocol.ApiKeys;

/** Spans of what the clients of one virtual cluster do. Kafka's messages carry no context: each stands for itself. */
final class SessionSpans {

    private final Telemetry telemetry;
    private final Map<String, Object> cluster;

    SessionSpans(Telemetry telemetry, VirtualCluster cluster) {
        this.telemetry = telemetry;
        this.cluster = Map.of(
                "kong.konnect.virtual_cluster.id",
                cluster.id().toString(),
                "kong.konnect.virtual_cluster.name",
                cluster.name(),
                "kong.konnect.backend_cluster.name",
                cluster.backendCluster().name());
    }

    /** Of how many reads of a broker's socket one is to be told. */
    int readsPerSpan() {
        return telemetry.requestsPerSpan();
    }

    void login(String mechanism, String mediation, boolean success, Duration took) {
        if (telemetry.takesSpans()) {
            long now = System.nanoTime();
            record(
                    "login",
                    now - took.toNanos(),
                    now,
                    Map.of("kong.keg.auth.mechanism", mechanism, "kong.keg.auth.mediation", mediation),
                    !success);
        }
    }

    /** A request, from its arrival until its answer has been passed on. */
    void request(short apiKey, long beganNanos, long endedNanos) {
        String api = ApiKeys.hasId(apiKey) ? ApiKeys.forId(apiKey).name : "api " + apiKey;
        record(
                api,
                beganNanos,
                endedNanos,
                Map.of("messaging.system", "kafka", "messaging.operation.name", api),
                false);
    }

    private void record(String name, long began, long ended, Map<String, Object> attributes, boolean failed) {
        Map<String, Object> all = new HashMap<>(cluster);
        all.putAll(attributes);
        telemetry.record(new Telemetry.Span(name, Telemetry.Kind.SERVER, began, ended, all, failed, Optional.empty()));
    }
}
