package io.signalbox.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.signalbox.dataplane.kafka.RequestHandler;
import io.signalbox.dataplane.kafka.ResponseHandler;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.routing.HostPort;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.apache.kafka.common.protocol.ApiKeys;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to follow the protocol, without sockets: a read of 32 requests, and the read of their 32 responses. Each
 * figure is for one request and its response. With {@code -prof gc} also what is allocated for them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RelayBenchmark {

    private static final int BATCH = 32;
    private static final int RECORD_BYTES = 1_024;
    private static final int MAX_REQUEST_BYTES = 100 * 1024 * 1024;

    private EmbeddedChannel client = new EmbeddedChannel();
    private EmbeddedChannel broker = new EmbeddedChannel();
    private ByteBuf produce = ByteBufAllocator.DEFAULT.buffer();
    private ByteBuf produced = ByteBufAllocator.DEFAULT.buffer();
    private ByteBuf fetch = ByteBufAllocator.DEFAULT.buffer();
    private ByteBuf fetched = ByteBufAllocator.DEFAULT.buffer();

    @Setup
    public void open() {
        Exchanges exchanges = GatewayPlans.exchanges(new HostPort("gateway", 9_092));
        client = new EmbeddedChannel(
                new RequestHandler(
                        exchanges, MAX_REQUEST_BYTES, MemoryBudget.unlimited().share()),
                new Released());
        broker = new EmbeddedChannel(
                new ResponseHandler(exchanges, MemoryBudget.unlimited().share()), new Released());
        produce = batch(id -> KafkaFrames.request(ApiKeys.PRODUCE, id, KafkaFrames.produce(RECORD_BYTES)));
        produced = batch(id -> KafkaFrames.response(ApiKeys.PRODUCE, id, KafkaFrames.produced()));
        fetch = batch(id -> KafkaFrames.request(ApiKeys.FETCH, id, KafkaFrames.fetch()));
        fetched = batch(id -> KafkaFrames.response(ApiKeys.FETCH, id, KafkaFrames.fetched(1, RECORD_BYTES)));
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void produce() {
        read(client, produce);
        read(broker, produced);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void fetch() {
        read(client, fetch);
        read(broker, fetched);
    }

    private static ByteBuf batch(IntFunction<ByteBuf> frame) {
        ByteBuf all = ByteBufAllocator.DEFAULT.directBuffer();
        for (int i = 0; i < BATCH; i++) {
            ByteBuf one = frame.apply(i);
            all.writeBytes(one);
            one.release();
        }
        return all;
    }

    /** The same buffer again and again: what a socket's read allocates is not ours. */
    private static void read(EmbeddedChannel channel, ByteBuf bytes) {
        bytes.retain().readerIndex(0);
        channel.pipeline().fireChannelRead(bytes);
        if (bytes.refCnt() != 1) {
            throw new IllegalStateException("the bytes were not passed on as one buffer, or not released");
        }
    }

    private static final class Released extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ((ByteBuf) message).release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            throw new IllegalStateException(cause);
        }
    }
}
