package io.signalbox.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** What a node holds over the time of a run, and by how much it grows: of the least in each minute, since garbage comes and goes. */
final class Slopes {

    private static final int SAMPLES_IN_A_WINDOW = 12;
    private static final double NANOS_PER_HOUR = 3.6e12;

    private record Sample(long nanos, NodeMemory memory, long residentMib) {}

    private final List<Sample> samples = new ArrayList<>();

    void add(NodeMemory memory, long residentMib) {
        samples.add(new Sample(System.nanoTime(), memory, residentMib));
    }

    void print() {
        System.out.println("\n| what the node holds | first minute | last minute | growth in an hour |");
        System.out.println("| --- | --- | --- | --- |");
        print("heap, MiB", sample -> sample.memory.heapMib());
        print("direct memory, MiB", sample -> sample.memory.directMib());
        print("descriptors", sample -> sample.memory.descriptors());
        print("resident, MiB", Sample::residentMib);
    }

    private void print(String what, ToLongFunction<Sample> value) {
        List<double[]> least = new ArrayList<>();
        for (int from = 0; from < samples.size(); from += SAMPLES_IN_A_WINDOW) {
            List<Sample> window = samples.subList(from, Math.min(from + SAMPLES_IN_A_WINDOW, samples.size()));
            long nanos = window.get(0).nanos - samples.get(0).nanos;
            least.add(new double[] {
                nanos / NANOS_PER_HOUR, window.stream().mapToLong(value).min().orElse(0)
            });
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.1f |%n",
                what,
                least.get(0)[1],
                least.get(least.size() - 1)[1],
                slope(least));
    }

    /** Of the straight line that is nearest to all points. */
    private static double slope(List<double[]> points) {
        double x = points.stream().mapToDouble(point -> point[0]).average().orElse(0);
        double y = points.stream().mapToDouble(point -> point[1]).average().orElse(0);
        double above = 0;
        double below = 0;
        for (double[] point : points) {
            above += (point[0] - x) * (point[1] - y);
            below += (point[0] - x) * (point[0] - x);
        }
        return below == 0 ? 0 : above / below;
    }
}
