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
    private final TrafficQuery query;

    TrafficSums(long from, long to, TrafficQuery query, List<Double> bounds) {
        this.from = from;
        this.to = to;
        this.query = query;
        this.slotsOfStep = query.slotsOfStep();
        this.bounds = bounds;
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

    /** Of some of the slots, or the sum of many. */
    void add(Timeline.Slot slot) {
        if (query.clusters()) {
            add(clusters, slot.clusters);
        }
        add(nodes, slot.nodes);
        slot.endings.forEach((listener, ended) -> merge(endings, listener, ended));
        slot.nodeEndings.forEach((node, ended) -> merge(nodeEndings, node, ended));
    }

    /** After all: connections are those of the last slot, and a backend cluster is the sum of its virtual clusters. */
    void end(Optional<Timeline.Slot> last, Map<UUID, UUID> backends) {
        setConnections(clusters, last.map(slot -> slot.clusters).orElse(Map.of()));
        setConnections(nodes, last.map(slot -> slot.nodes).orElse(Map.of()));
        last.ifPresent(slot -> open.putAll(slot.open));
        clusters.forEach((id, flow) -> Optional.ofNullable(backends.get(id))
                .ifPresent(backend -> backendClusters
                        .computeIfAbsent(backend, first -> new Flow())
                        .add(flow, 1)));
    }

    private static void add(Map<UUID, Flow> sums, Map<UUID, Flow> flows) {
        flows.forEach(
                (id, flow) -> sums.computeIfAbsent(id, first -> new Flow()).add(flow, 1));
    }

    private static void setConnections(Map<UUID, Flow> sums, Map<UUID, Flow> last) {
        sums.forEach((id, flow) -> flow.connections =
                Optional.ofNullable(last.get(id)).map(now -> now.connections).orElse(0.0));
    }

    private static void merge(
            Map<UUID, Map<Interval.Ending, Double>> sums, UUID id, Map<Interval.Ending, Double> ended) {
        Map<Interval.Ending, Double> sum = sums.computeIfAbsent(id, first -> new HashMap<>());
        ended.forEach((ending, count) -> sum.merge(ending, count, Double::sum));
    }

    /** One slot's part of the curves. */
    void addStep(long number, Timeline.Slot slot) {
        Step step = steps.get((int) ((number - from) / slotsOfStep));
        Optional<TrafficQuery.Part> part = query.part();
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
