package io.signalbox.controlplane.traffic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What went through some part of a gateway in some time. Numbers are parts of whole ones, where a time is cut. */
final class Flow {

    double connections; // that were open, on average
    double requests;
    double responses;
    double bytesFromClients;
    double bytesToClients;
    double errors;
    double backendErrors;
    private Map<String, float[]> latencies = Map.of();

    /** Adds a share of another one; its connections weigh as much. */
    void add(Flow other, double share) {
        connections += other.connections * share;
        requests += other.requests * share;
        responses += other.responses * share;
        bytesFromClients += other.bytesFromClients * share;
        bytesToClients += other.bytesToClients * share;
        errors += other.errors * share;
        backendErrors += other.backendErrors * share;
        other.latencies.forEach((api, within) -> addLatency(api, within, share));
    }

    void addLatency(String api, float[] within, double share) {
        if (latencies.isEmpty()) {
            latencies = new LinkedHashMap<>(4); // most parts have few groups of APIs, or none at all
        }
        float[] sum = latencies.computeIfAbsent(api, first -> new float[within.length]);
        for (int bound = 0; bound < Math.min(sum.length, within.length); bound++) {
            sum[bound] += (float) (within[bound] * share);
        }
    }

    Optional<float[]> latency(String api) {
        return Optional.ofNullable(latencies.get(api));
    }

    /** The groups of APIs that brokers answered. */
    List<String> apis() {
        return new ArrayList<>(latencies.keySet());
    }

    boolean isEmpty() {
        return connections == 0
                && requests == 0
                && responses == 0
                && bytesFromClients == 0
                && bytesToClients == 0
                && errors == 0
                && backendErrors == 0
                && latencies.isEmpty();
    }
}
