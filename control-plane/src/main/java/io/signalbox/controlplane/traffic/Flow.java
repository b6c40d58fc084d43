package io.signalbox.controlplane.traffic;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What went through some part of a gateway in some time. Numbers are parts of whole ones, where a time is cut. */
final class Flow {

    private static final String[] NO_APIS = {};
    private static final int MAX_APIS = 16; // nodes have five groups of APIs

    double connections; // that were open, on average
    double requests;
    double responses;
    double bytesFromClients;
    double bytesToClients;
    double errors;
    double backendErrors;
    private String[] apis = NO_APIS; // there are hundreds of thousands of these objects: no map for each
    private float[][] within = {};

    /** Adds a share of another one; its connections weigh as much. */
    void add(Flow other, double share) {
        connections += other.connections * share;
        requests += other.requests * share;
        responses += other.responses * share;
        bytesFromClients += other.bytesFromClients * share;
        bytesToClients += other.bytesToClients * share;
        errors += other.errors * share;
        backendErrors += other.backendErrors * share;
        for (int api = 0; api < other.apis.length; api++) {
            addLatency(other.apis[api], other.within[api], share);
        }
    }

    void addLatency(String api, float[] counts, double share) {
        int place = place(api);
        if (place == apis.length) {
            if (place == MAX_APIS) {
                return;
            }
            apis = Arrays.copyOf(apis, place + 1);
            within = Arrays.copyOf(within, place + 1);
            apis[place] = api;
            within[place] = new float[counts.length];
        }
        float[] sum = within[place];
        for (int bound = 0; bound < Math.min(sum.length, counts.length); bound++) {
            sum[bound] += (float) (counts[bound] * share);
        }
    }

    private int place(String api) {
        int place = 0;
        while (place < apis.length && !apis[place].equals(api)) {
            place++;
        }
        return place;
    }

    Optional<float[]> latency(String api) {
        int place = place(api);
        return place < apis.length ? Optional.of(within[place]) : Optional.empty();
    }

    /** The groups of APIs that brokers answered. */
    List<String> apis() {
        return List.of(apis);
    }

    boolean isEmpty() {
        return connections == 0
                && requests == 0
                && responses == 0
                && bytesFromClients == 0
                && bytesToClients == 0
                && errors == 0
                && backendErrors == 0
                && apis.length == 0;
    }
}
