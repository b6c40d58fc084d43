package io.signalbox.dataplane.kafka.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** How often something took how long, as numbers within bounds of time. For any thread. */
public final class Durations {

    private final long[] bounds;
    private final LongAdder[] within;
    private final LongAdder sum = new LongAdder();

    /** {@code boundNanos} rise; what takes longer than the last is counted beyond it. */
    public Durations(long... boundNanos) {
        bounds = boundNanos.clone();
        within = new LongAdder[bounds.length + 1];
        Arrays.setAll(within, bound -> new LongAdder());
    }

    /** Bounds in nanoseconds of so many milliseconds each. */
    public static long[] millis(double... millis) {
        return Arrays.stream(millis)
                .mapToLong(bound -> Math.round(bound * TimeUnit.MILLISECONDS.toNanos(1)))
                .toArray();
    }

    /** So many took so long each. */
    public void count(long nanos, long times) {
        int bound = 0;
        while (bound < bounds.length && nanos > bounds[bound]) {
            bound++;
        }
        within[bound].add(times);
        sum.add(nanos * times);
    }

    /** Upper bounds, for those who show them; without the last, which is none. */
    public static double[] inSeconds(long... nanos) {
        return LongStream.of(nanos).mapToDouble(Durations::seconds).toArray();
    }

    public Counts counts() {
        return new Counts(Stream.of(within).map(LongAdder::sum).toList(), seconds(sum.sum()));
    }

    private static double seconds(long nanos) {
        return nanos / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** What was counted until now; the last number is what took longer than the last bound. */
    public record Counts(List<Long> within, double sumSeconds) {}
}
