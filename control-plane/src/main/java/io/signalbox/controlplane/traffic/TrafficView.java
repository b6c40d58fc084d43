package io.signalbox.controlplane.traffic;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What went through a gateway, as the API shows it.
 *
 * @param series step by step, of the whole gateway or of the part that was asked for
 */
record TrafficView(
        Instant from,
        Instant to,
        long stepSeconds,
        Series series,
        List<OfListener> listeners,
        List<OfPart> virtualClusters,
        List<OfPart> backendClusters,
        List<OfNode> nodes) {

    private static final double MILLIS = 1_000;
    private static final double PRECISION = 1_000;

    /** Curves; each has a value for each step, and {@code at} is when that begins. */
    record Series(
            List<Instant> at,
            List<Double> connections,
            List<Double> requestsPerSecond,
            List<Double> responsesPerSecond,
            List<Double> bytesFromClientsPerSecond,
            List<Double> bytesToClientsPerSecond,
            List<Double> errorsPerSecond,
            List<Double> backendErrorsPerSecond,
            List<Double> rejectionsPerSecond,
            List<Double> endedPerSecond,
            Map<String, LatencyCurves> latency) {}

    /** In milliseconds; nothing where no broker answered. */
    record LatencyCurves(List<@Nullable Double> p50Ms, List<@Nullable Double> p95Ms, List<@Nullable Double> p99Ms) {}

    /** Rates are averages of the whole time, connections those that are open now. */
    record Rates(
            double requestsPerSecond,
            double responsesPerSecond,
            double bytesFromClientsPerSecond,
            double bytesToClientsPerSecond,
            double errorsPerSecond,
            double backendErrorsPerSecond) {}

    record OfPart(UUID id, double connections, Rates rates, Map<String, Latency> latency) {}

    record OfNode(
            UUID id,
            double connections,
            Rates rates,
            Map<String, Latency> latency,
            List<Ended> rejections,
            Instant reportedAt) {}

    /** Of a listener: what is counted there. */
    record OfListener(
            UUID id, double connections, double endedPerSecond, List<Ended> rejections, List<Ended> failures) {}

    /** How many connections ended for a reason. */
    record Ended(String reason, double count, double perSecond) {}

    record Latency(double answersPerSecond, double p50Ms, double p95Ms, double p99Ms) {}

    static TrafficView of(TrafficSums sums, Instant from, Instant to, Map<UUID, Instant> reported) {
        double seconds = sums.seconds();
        Set<UUID> listeners = new HashSet<>(sums.endings.keySet());
        listeners.addAll(sums.open.keySet());
        return new TrafficView(
                from,
                to,
                (long) sums.secondsOfStep(),
                series(sums, from),
                listeners.stream().sorted().map(id -> listener(id, sums)).toList(),
                parts(sums.clusters, sums, seconds),
                parts(sums.backendClusters, sums, seconds),
                sums.nodes.entrySet().stream()
                        .filter(entry -> reported.containsKey(entry.getKey()))
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> node(entry.getKey(), entry.getValue(), sums, reported))
                        .toList());
    }

    private static Series series(TrafficSums sums, Instant from) {
        double seconds = sums.secondsOfStep();
        List<Instant> at = new ArrayList<>();
        for (int step = 0; step < sums.steps.size(); step++) {
            at.add(from.plusSeconds((long) (step * seconds)));
        }
        Set<String> apis = new TreeSet<>();
        sums.steps.forEach(step -> apis.addAll(step.flow.apis()));
        return new Series(
                at,
                curve(sums, step -> step.flow.connections),
                curve(sums, step -> step.flow.requests / seconds),
                curve(sums, step -> step.flow.responses / seconds),
                curve(sums, step -> step.flow.bytesFromClients / seconds),
                curve(sums, step -> step.flow.bytesToClients / seconds),
                curve(sums, step -> step.flow.errors / seconds),
                curve(sums, step -> step.flow.backendErrors / seconds),
                curve(sums, step -> step.rejections / seconds),
                curve(sums, step -> step.endings / seconds),
                apis.stream()
                        .collect(Collectors.toMap(
                                api -> api,
                                api -> new LatencyCurves(
                                        curve(sums, api, 0.5), curve(sums, api, 0.95), curve(sums, api, 0.99)),
                                (one, other) -> one,
                                TreeMap::new)));
    }

    private static List<Double> curve(TrafficSums sums, ToDoubleFunction<TrafficSums.Step> value) {
        return sums.steps.stream()
                .map(step -> rounded(value.applyAsDouble(step)))
                .toList();
    }

    private static List<@Nullable Double> curve(TrafficSums sums, String api, double share) {
        List<@Nullable Double> curve = new ArrayList<>();
        for (TrafficSums.Step step : sums.steps) {
            OptionalDouble time = step.flow
                    .latency(api)
                    .map(within -> Quantiles.of(share, within, sums.bounds))
                    .orElse(OptionalDouble.empty());
            curve.add(time.isPresent() ? (Double) rounded(time.getAsDouble() * MILLIS) : null);
        }
        return curve;
    }

    private static List<OfPart> parts(Map<UUID, Flow> flows, TrafficSums sums, double seconds) {
        return flows.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new OfPart(
                        entry.getKey(),
                        rounded(entry.getValue().connections),
                        rates(entry.getValue(), seconds),
                        latencies(entry.getValue(), sums)))
                .toList();
    }

    private static OfNode node(UUID id, Flow flow, TrafficSums sums, Map<UUID, Instant> reported) {
        return new OfNode(
                id,
                rounded(flow.connections),
                rates(flow, sums.seconds()),
                latencies(flow, sums),
                ended(sums.nodeEndings.getOrDefault(id, Map.of()), Interval.Kind.REJECTION, sums.seconds()),
                reported.getOrDefault(id, Instant.EPOCH));
    }

    private static OfListener listener(UUID id, TrafficSums sums) {
        Map<Interval.Ending, Double> endings = sums.endings.getOrDefault(id, Map.of());
        double all = endings.values().stream().mapToDouble(count -> count).sum();
        return new OfListener(
                id,
                rounded(sums.open.getOrDefault(id, 0.0)),
                rounded(all / sums.seconds()),
                ended(endings, Interval.Kind.REJECTION, sums.seconds()),
                ended(endings, Interval.Kind.FAILURE, sums.seconds()));
    }

    /** The most frequent first. */
    private static List<Ended> ended(Map<Interval.Ending, Double> endings, Interval.Kind kind, double seconds) {
        return endings.entrySet().stream()
                .filter(entry -> entry.getKey().kind() == kind)
                .sorted(Map.Entry.<Interval.Ending, Double>comparingByValue()
                        .reversed()
                        .thenComparing(
                                Comparator.comparing(entry -> entry.getKey().reason())))
                .map(entry -> new Ended(
                        entry.getKey().reason(), rounded(entry.getValue()), rounded(entry.getValue() / seconds)))
                .toList();
    }

    private static Rates rates(Flow flow, double seconds) {
        return new Rates(
                rounded(flow.requests / seconds),
                rounded(flow.responses / seconds),
                rounded(flow.bytesFromClients / seconds),
                rounded(flow.bytesToClients / seconds),
                rounded(flow.errors / seconds),
                rounded(flow.backendErrors / seconds));
    }

    private static Map<String, Latency> latencies(Flow flow, TrafficSums sums) {
        Map<String, Latency> latencies = new TreeMap<>();
        flow.apis()
                .forEach(api -> latency(flow.latency(api).orElseThrow(), sums)
                        .ifPresent(latency -> latencies.put(api, latency)));
        return latencies;
    }

    private static Optional<Latency> latency(float[] within, TrafficSums sums) {
        OptionalDouble middle = Quantiles.of(0.5, within, sums.bounds);
        if (middle.isEmpty()) {
            return Optional.empty();
        }
        double answers = 0;
        for (float count : within) {
            answers += count;
        }
        return Optional.of(new Latency(
                rounded(answers / sums.seconds()),
                rounded(middle.getAsDouble() * MILLIS),
                rounded(Quantiles.of(0.95, within, sums.bounds).orElse(0) * MILLIS),
                rounded(Quantiles.of(0.99, within, sums.bounds).orElse(0) * MILLIS)));
    }

    private static double rounded(double value) {
        return Math.round(value * PRECISION) / PRECISION;
    }
}
