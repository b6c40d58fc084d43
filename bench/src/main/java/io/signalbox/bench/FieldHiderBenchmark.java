package io.signalbox.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.signalbox.dataplane.kafka.exchange.ResponsePlan;
import io.signalbox.dataplane.kafka.schema.FieldHider;
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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A walk through one Fetch response, by its partitions and by the bytes of each: the bytes should cost nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FieldHiderBenchmark {

    private static final int PREFIX_BYTES = 8;

    @Param({"1", "100"})
    public int partitions;

    @Param({"1024", "65536"})
    public int bytes;

    private final FieldHider hider = new FieldHider();
    private final ResponsePlan plan = GatewayPlans.PLANS.response(ApiKeys.FETCH.id, ApiKeys.FETCH.latestVersion());
    private ByteBuf frame = Unpooled.EMPTY_BUFFER;

    @Setup
    public void encode() {
        ByteBuf heap = KafkaFrames.response(ApiKeys.FETCH, 1, KafkaFrames.fetched(partitions, bytes));
        frame = ByteBufAllocator.DEFAULT.directBuffer(heap.readableBytes()).writeBytes(heap); // as a node reads it
    }

    @Benchmark
    public boolean walk() {
        plan.startWalk(hider, frame.writerIndex(), false);
        hider.walk(frame, PREFIX_BYTES, frame.writerIndex());
        return hider.complete();
    }
}
