package io.signalbox.controlplane.traffic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Adds up the slots of a time: for each part of the gateway as a whole, and for one of them step by step. */
final class TrafficSums {

    final long from;
    final int slotsOfStep;
    final List<Double> bounds;
    final Map<UUID, Flow> clusters = new HashMap<>();
    final Map<UUID, Flow> backendClusters = new HashMap<>();
    final Map<UUID, Flow> nodes = new HashMap<>();
    final Map<UUID, Map<Interval.Ending, Double>> endings = new HashMap<>();
    final Map<UUID, Map<Interval.Ending, Double>> nodeEndings = new HashMap<>();
    final Map<UUID, Double> open = new HashMap<>();
    final List<Step> steps = new ArrayList<>();
    private final long to;
    private final Map<UUID, UUID> backends;

    TrafficSums(long from, long to, int slotsOfStep, List<Double> bounds, Map<UUID, UUID> backends) {
        this.from = from;
        this.to = to;
        this.slotsOfStep = slotsOfStep;
        this.bounds = bounds;
        this.backends = Map.copyOf(backends);
        for (long step = from; step < to; step += slotsOfStep) {
            steps.add(new Step());
        }
    }

    /** What went through in one step. */
    static final class Step {
        final Flow flow = new Flow();
        double rejections;
        double endings;
    }

    double seconds() {
        return (double) (to - from) * Timeline.SLOT.toSeconds();
    }

    double secondsOfStep() {
        return (double) slotsOfStep * Timeline.SLOT.toSeconds();
    }

    void add(long number, Timeline.Slot slot, Optional<TrafficQuery.Part> part) {
        boolean last = number == to - 1; // connections are those of now, and everything else is a sum
        slot.clusters.forEach((id, flow) -> {
            add(clusters, id, flow, last);
            Optional.ofNullable(backends.get(id)).ifPresent(backend -> add(backendClusters, backend, flow, last));
        });
        slot.nodes.forEach((id, flow) -> add(nodes, id, flow, last));
        slot.endings.forEach((listener, ended) -> merge(endings, listener, ended));
        slot.nodeEndings.forEach((node, ended) -> merge(nodeEndings, node, ended));
        if (last) {
            open.putAll(slot.open);
        }
        addStep(steps.get((int) ((number - from) / slotsOfStep)), slot, part);
    }

    private static void add(Map<UUID, Flow> sums, UUID id, Flow flow, boolean last) {
        Flow sum = sums.computeIfAbsent(id, first -> new Flow());
        double connections = sum.connections;
        sum.add(flow, 1);
        sum.connections = last ? connections + flow.connections : 0;
    }

    private static void merge(
            Map<UUID, Map<Interval.Ending, Double>> sums, UUID id, Map<Interval.Ending, Double> ended) {
        Map<Interval.Ending, Double> sum = sums.computeIfAbsent(id, first -> new HashMap<>());
        ended.forEach((ending, count) -> sum.merge(ending, count, Double::sum));
    }

    private void addStep(Step step, Timeline.Slot slot, Optional<TrafficQuery.Part> part) {
        if (part.isEmpty()) {
            slot.nodes.values().forEach(flow -> add(step, flow));
            slot.endings.values().forEach(ended -> add(step, ended));
            return;
        }
        UUID id = part.get().id();
        switch (part.get().kind()) {
            case LISTENER -> {
                step.flow.connections += slot.open.getOrDefault(id, 0.0) / slotsOfStep;
                add(step, slot.endings.getOrDefault(id, Map.of()));
            }
            case VIRTUAL_CLUSTER -> Optional.ofNullable(slot.clusters.get(id)).ifPresent(flow -> add(step, flow));
            case NODE -> {
                Optional.ofNullable(slot.nodes.get(id)).ifPresent(flow -> add(step, flow));
                add(step, slot.nodeEndings.getOrDefault(id, Map.of()));
            }
        }
    }

    /** Connections are an average over the step's slots. */
    private void add(Step step, Flow flow) {
        double connections = step.flow.connections;
        step.flow.add(flow, 1);
        step.flow.connections = connections + flow.connections / slotsOfStep;
    }

    private static void add(Step step, Map<Interval.Ending, Double> ended) {
        ended.forEach((ending, count) -> {
            step.endings += count;
            if (ending.kind() == Interval.Kind.REJECTION) {
                step.rejections += count;
            }
        });
    }
}
