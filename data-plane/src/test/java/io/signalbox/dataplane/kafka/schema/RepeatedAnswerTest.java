package io.signalbox.dataplane.kafka.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RepeatedAnswerTest {

    private static final String PREFIX = "tenant-";
    private static final int PREFIX_BYTES = 8;

    static Stream<Arguments> named() {
        return Stream.of(
                Arguments.of(ApiKeys.PRODUCE, (short) 9),
                Arguments.of(ApiKeys.PRODUCE, (short) 12),
                Arguments.of(ApiKeys.FETCH, (short) 12));
    }

    /** Whatever is changed in a response: what is written of it by what is remembered is what is written of it by its names. */
    @ParameterizedTest(name = "{0} v{1}")
    @MethodSource("named")
    void whatBeginsAlikeIsWrittenAsIfItWereLookedThrough(ApiKeys api, short version) {
        CommonShape shape = shape(api, version);
        boolean values = api == ApiKeys.FETCH;
        RepeatedAnswer repeated = new RepeatedAnswer();
        PlacedNames names = new PlacedNames();
        byte[] first = response(api, version, 0, 40);
        Window window = window(first);
        assertThat(shape.findNames(window, PREFIX_BYTES, first.length, values, names))
                .isTrue();
        repeated.remember(shape, window, 0, names.index(0), names.length(0), PREFIX.length());

        Random random = new Random(version);
        int alike = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = response(api, version, i, random.nextInt(10) == 0 ? 5_000 : 1 + random.nextInt(400));
            if (i % 3 != 0) {
                bytes = Arrays.copyOf(bytes, Math.max(PREFIX_BYTES, bytes.length + random.nextInt(5) - 2));
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Window in = window(bytes);
            if (repeated.isOf(shape, in, 0, bytes.length, values)) {
                alike++;
                assertThat(shape.findNames(in, PREFIX_BYTES, bytes.length, values, names))
                        .isTrue();
                assertThat(names.size()).isEqualTo(1);
                assertThat(byHead(repeated, in, bytes)).isEqualTo(byNames(names, in, bytes));
            }
        }
        assertThat(alike).isBetween(7_000, 19_999);
    }

    private static byte[] byHead(RepeatedAnswer repeated, Window window, byte[] bytes) {
        ByteBuf out = Unpooled.buffer();
        repeated.write(Unpooled.wrappedBuffer(bytes), window, 0, bytes.length, FrameSink.into(out));
        return ByteBufUtil.getBytes(out);
    }

    private static byte[] byNames(PlacedNames names, Window window, byte[] bytes) {
        ByteBuf out = Unpooled.buffer();
        names.remove(
                PREFIX.length(),
                true,
                Unpooled.wrappedBuffer(bytes),
                window.view(),
                0,
                bytes.length,
                FrameSink.into(out));
        return ByteBufUtil.getBytes(out);
    }

    private static Window window(byte[] bytes) {
        return Window.on(ByteBuffer.wrap(bytes));
    }

    private static CommonShape shape(ApiKeys api, short version) {
        return CommonShape.of(MessageProgram.compile(MessageKind.response(api, version), Set.of()))
                .orElseThrow();
    }

    private static byte[] response(ApiKeys api, short version, int id, int size) {
        return ByteBufUtil.getBytes(FrameWriter.encode(
                new ResponseHeaderData().setCorrelationId(id),
                api.responseHeaderVersion(version),
                api == ApiKeys.PRODUCE ? produced(id, size) : fetched(id, size),
                version,
                new UnpooledByteBufAllocator(false)));
    }

    private static ApiMessage produced(int id, int size) {
        ProduceResponseData body = new ProduceResponseData();
        body.responses()
                .add(new ProduceResponseData.TopicProduceResponse()
                        .setName(PREFIX + "orders")
                        .setPartitionResponses(Stream.iterate(0, index -> index < 1 + size % 100, index -> index + 1)
                                .map(index -> new ProduceResponseData.PartitionProduceResponse()
                                        .setIndex(index)
                                        .setBaseOffset(id))
                                .toList()));
        return body;
    }

    private static ApiMessage fetched(int id, int size) {
        return new FetchResponseData()
                .setResponses(List.of(new FetchResponseData.FetchableTopicResponse()
                        .setTopic(PREFIX + "orders")
                        .setPartitions(List.of(new FetchResponseData.PartitionData()
                                .setPartitionIndex(id % 7)
                                .setHighWatermark(id)
                                .setRecords(MemoryRecords.readableRecords(ByteBuffer.allocate(size)))))));
    }
}
