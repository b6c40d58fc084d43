package io.signalbox.bench;

import io.signalbox.dataplane.kafka.exchange.Durations;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.routing.HostPort;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.protocol.ApiKeys;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the histograms of times cost a node: for one read of a client's socket and the read of the broker's answers to it, however many
 * requests that is. {@code timed} less {@code untimed} is what measuring takes; to be compared with what such a pair of reads costs a node
 * in all.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CountingBenchmark {

    private static final short VERSION = 9;

    /** Requests of one read. */
    @Param({"1", "64"})
    public int requests = 1;

    private final Exchanges exchanges = GatewayPlans.exchanges(new HostPort("gateway", 9_092));
    private final long[] bounds = Durations.millis(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 500);
    private final Durations requestProcessing = new Durations(bounds);
    private final Durations responseProcessing = new Durations(bounds);
    private final Durations proxying = new Durations(bounds);

    /** As a connection does it. */
    @Benchmark
    public void timed() {
        exchanges.readAt(System.nanoTime());
        forward();
        requestProcessing.count(System.nanoTime() - exchanges.readAt(), requests);
        long answered = System.nanoTime();
        for (int i = 0; i < requests; i++) {
            exchanges.answered(answered);
        }
        exchanges.countAnswered();
        long now = System.nanoTime();
        responseProcessing.count(now - answered, requests);
        proxying.count(now - exchanges.lastAnsweredBegan(), requests);
    }

    /** The same without any time. */
    @Benchmark
    public long untimed() {
        forward();
        long last = 0;
        for (int i = 0; i < requests; i++) {
            last = exchanges.remove();
        }
        return last;
    }

    private void forward() {
        for (int i = 0; i < requests; i++) {
            exchanges.forwarded(ApiKeys.PRODUCE.id, VERSION, i);
        }
    }
}
