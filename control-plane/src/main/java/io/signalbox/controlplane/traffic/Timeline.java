package io.signalbox.controlplane.traffic;

import io.signalbox.proto.config.v1.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The last fifteen minutes of one gateway, in slots of five seconds. What a node counted between two samples is spread
 * evenly over that time, so that it does not matter where the slots begin. For any thread.
 */
final class Timeline {

    static final Duration SLOT = Duration.ofSeconds(5);
    static final Duration KEPT = Duration.ofMinutes(15);

    /** So many slots are added up once, and not for each question. */
    static final int SLOTS_OF_MINUTE = 12;

    /** One for each virtual cluster or node of a slot, all gateways together: of more, the oldest slots go early. */
    static final int MAX_CELLS = 200_000;

    private final AtomicInteger cells;
    private final NavigableMap<Long, Slot> slots = new TreeMap<>();
    private final NavigableMap<Long, Slot> minutes = new TreeMap<>(); // sums, by their first slot; where somebody asked
    private final Map<UUID, Sample> newest = new HashMap<>();
    private final Map<UUID, UUID> backends = new HashMap<>();
    private List<Double> bounds = List.of();

    /**
     * Begins empty.
     *
     * @param cells how many there are, shared by all
     */
    Timeline(AtomicInteger cells) {
        this.cells = cells;
    }

    /** What went through in the time of one slot. */
    static final class Slot {
        final Map<UUID, Flow> clusters = new HashMap<>();
        final Map<UUID, Flow> nodes = new HashMap<>();
        final Map<UUID, Map<Interval.Ending, Double>> endings = new HashMap<>(); // by listener
        final Map<UUID, Map<Interval.Ending, Double>> nodeEndings = new HashMap<>();
        final Map<UUID, Double> open = new HashMap<>(); // by listener, on average

        private int cells() {
            return clusters.size() + nodes.size();
        }

        private void add(Slot other) {
            other.clusters.forEach((id, flow) ->
                    clusters.computeIfAbsent(id, first -> new Flow()).add(flow, 1));
            other.nodes.forEach(
                    (id, flow) -> nodes.computeIfAbsent(id, first -> new Flow()).add(flow, 1));
            other.endings.forEach((listener, ended) -> merge(endings, listener, ended, 1));
            other.nodeEndings.forEach((node, ended) -> merge(nodeEndings, node, ended, 1));
        }
    }

    /** Takes what a node says; one that is older than what is known of it is nothing new. */
    void add(Sample sample, Traffic counted) {
        Optional<Sample> before = newest(sample.nodeId());
        if (before.filter(known -> !sample.takenAt().isAfter(known.takenAt())).isPresent()) {
            return;
        }
        // Without the lock, since this is most of the work: questions would wait for a hundred nodes.
        Optional<Interval> interval = before.filter(known -> known.instanceId().equals(sample.instanceId()))
                .filter(known ->
                        Duration.between(known.takenAt(), sample.takenAt()).compareTo(KEPT) < 0)
                .map(known -> Interval.between(known.counted(), counted));
        take(sample, before, interval, counted.getLatencyBoundsSecondsList());
    }

    private synchronized void take(
            Sample sample, Optional<Sample> before, Optional<Interval> interval, List<Double> boundsSeconds) {
        if (!newest(sample.nodeId()).equals(before)) {
            return; // another one was quicker: the next sample has all of this one
        }
        newest.put(sample.nodeId(), sample);
        if (!boundsSeconds.isEmpty()) {
            bounds = List.copyOf(boundsSeconds);
        }
        interval.ifPresent(
                found -> spread(sample, found, before.orElseThrow().takenAt().toEpochMilli()));
        prune(sample.takenAt());
    }

    /** What the nodes said last that are not silent since then. */
    synchronized List<Sample> newest(Instant since) {
        return newest.values().stream()
                .filter(sample -> sample.takenAt().isAfter(since))
                .toList();
    }

    synchronized Optional<Sample> newest(UUID nodeId) {
        return Optional.ofNullable(newest.get(nodeId));
    }

    /** Forgets what is too old; true when nothing is left. */
    synchronized boolean prune(Instant now) {
        Instant oldest = now.minus(KEPT).minus(SLOT.multipliedBy(2));
        removeBefore(slot(oldest));
        while (cells.get() > MAX_CELLS && slots.size() > 1) {
            removeBefore(slots.firstKey() + 1);
        }
        newest.values().removeIf(sample -> sample.takenAt().isBefore(oldest));
        return newest.isEmpty() && slots.isEmpty();
    }

    /** Reads what is between two slots, the last one not included. */
    synchronized TrafficSums sums(long from, long to, TrafficQuery query) {
        TrafficSums sums = new TrafficSums(from, to, query, bounds);
        long next = from;
        while (next < to) {
            boolean whole = Math.floorMod(next, SLOTS_OF_MINUTE) == 0 && next + SLOTS_OF_MINUTE <= to;
            Optional.ofNullable(whole ? minute(next) : slots.get(next)).ifPresent(sums::add);
            next += whole ? SLOTS_OF_MINUTE : 1;
        }
        slots.subMap(from, to).forEach(sums::addStep);
        sums.end(Optional.ofNullable(slots.get(to - 1)), backends);
        return sums;
    }

    private Slot minute(long first) {
        return minutes.computeIfAbsent(first, number -> {
            Slot sum = new Slot();
            slots.subMap(number, number + SLOTS_OF_MINUTE).values().forEach(sum::add);
            return sum;
        });
    }

    static long slot(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), SLOT.toMillis());
    }

    private void spread(Sample sample, Interval interval, long begin) {
        backends.putAll(interval.backends());
        Flow all = new Flow();
        interval.clusters().values().forEach(flow -> all.add(flow, 1));
        all.connections = 0; // those of the node are more
        long end = Math.max(sample.takenAt().toEpochMilli(), begin + 1);
        for (long number = slot(Instant.ofEpochMilli(begin)); number * SLOT.toMillis() < end; number++) {
            long within = Math.min(end, (number + 1) * SLOT.toMillis()) - Math.max(begin, number * SLOT.toMillis());
            Slot slot = slots.computeIfAbsent(number, first -> new Slot());
            int before = slot.cells();
            add(slot, sample, interval, all, within / (double) (end - begin), within);
            cells.addAndGet(slot.cells() - before);
            minutes.remove(number - Math.floorMod(number, SLOTS_OF_MINUTE));
        }
    }

    /** Counts are shared out over the whole interval; what is open is weighed by how much of the slot it was. */
    private static void add(Slot slot, Sample sample, Interval interval, Flow all, double share, long within) {
        double ofSlot = within / (double) SLOT.toMillis();
        UUID node = sample.nodeId();
        interval.clusters().forEach((cluster, flow) -> {
            Flow sum = slot.clusters.computeIfAbsent(cluster, first -> new Flow());
            sum.add(flow, share);
            sum.connections += flow.connections * (ofSlot - share);
        });
        Flow ofNode = slot.nodes.computeIfAbsent(node, first -> new Flow());
        ofNode.add(all, share);
        ofNode.connections += sample.said().getHealth().getClientConnections() * ofSlot;
        interval.open().forEach((listener, open) -> slot.open.merge(listener, open * ofSlot, Double::sum));
        interval.endings().forEach((listener, ended) -> {
            merge(slot.endings, listener, ended, share);
            merge(slot.nodeEndings, node, ended, share);
        });
    }

    private static void merge(
            Map<UUID, Map<Interval.Ending, Double>> sums, UUID id, Map<Interval.Ending, Double> ended, double share) {
        Map<Interval.Ending, Double> sum = sums.computeIfAbsent(id, first -> new HashMap<>());
        ended.forEach((ending, count) -> sum.merge(ending, count * share, Double::sum));
    }

    private void removeBefore(long first) {
        NavigableMap<Long, Slot> old = slots.headMap(first, false);
        old.values().forEach(slot -> cells.addAndGet(-slot.cells()));
        old.clear();
        minutes.headMap(first, false).clear();
    }
}
