package io.signalbox.dataplane.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.Layer;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.kafka.exchange.Plans;
import io.signalbox.dataplane.kafka.exchange.Roundtrips;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.Touch;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

/** Records of a request that a layer changes are those of the client: they stand in its frame until they are written. */
class ChangedRecordsTest {

    private static final short VERSION = 12;
    private static final int LIMIT = 1_000_000;

    /** Memory that is given back is somebody else's at once. */
    private static final class Poisoning extends AbstractByteBufAllocator {
        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            return new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity) {
                @Override
                protected void freeArray(byte[] array) {
                    Arrays.fill(array, (byte) 0x55);
                }
            };
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            return newHeapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }

    /** Gives topics another name. */
    private record Renaming() implements Layer, LayerSession {
        @Override
        public Touch request(ApiKeys api) {
            return api == ApiKeys.PRODUCE ? Touch.WHOLE : Touch.PASS;
        }

        @Override
        public Verdict onRequest(SeenRequest request) {
            ProduceRequestData body = (ProduceRequestData) request.body().orElseThrow();
            TopicProduceData topic = body.topicData().iterator().next().duplicate();
            body.topicData().clear();
            body.topicData().add(topic.setName("renamed"));
            return new Verdict.Forward(true, Optional.empty());
        }
    }

    @Test
    void aFrameIsKeptUntilItsRecordsHaveBeenWrittenAgain() {
        Renaming layer = new Renaming();
        EmbeddedChannel client = new EmbeddedChannel();
        client.config().setAllocator(new Poisoning());
        client.pipeline()
                .addLast(new RequestHandler(
                        new Exchanges(new Roundtrips(), Plans.of(List.of(layer)), layer),
                        LIMIT,
                        MemoryBudget.unlimited().share()));
        byte[] sent = produce("a");

        client.writeInbound(new Poisoning().heapBuffer(sent.length).writeBytes(sent));
        ByteBuf passed = client.readInbound();

        assertThat(ByteBufUtil.getBytes(passed)).isEqualTo(produce("renamed"));
        passed.release();
        client.finishAndReleaseAll();
    }

    private static byte[] produce(String topic) {
        ProduceRequestData body = new ProduceRequestData().setAcks((short) 1);
        body.topicData()
                .add(new TopicProduceData()
                        .setName(topic)
                        .setPartitionData(List.of(new PartitionProduceData()
                                .setRecords(MemoryRecords.withRecords(
                                        Compression.NONE, new SimpleRecord(1, null, "value".getBytes(US_ASCII)))))));
        ByteBuf frame = FrameWriter.encode(
                new RequestHeaderData().setRequestApiKey(ApiKeys.PRODUCE.id).setRequestApiVersion(VERSION),
                ApiKeys.PRODUCE.requestHeaderVersion(VERSION),
                body,
                VERSION,
                UnpooledByteBufAllocator.DEFAULT);
        byte[] bytes = ByteBufUtil.getBytes(frame);
        frame.release();
        return bytes;
    }
}
