package io.signalbox.dataplane.kafka.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.signalbox.dataplane.kafka.rewrite.RandomBodies;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommonShapeTest {

    private static final int CORRELATION_BYTES = 4;

    @ParameterizedTest(name = "{0} v{1}")
    @MethodSource("looked")
    void aResponseWithoutAnythingRareIsToldAtALook(ApiKeys key, short version) {
        assertThat(isPlain(shape(key, version), plain(key, version))).isTrue();
    }

    @ParameterizedTest(name = "{0} v{1}")
    @MethodSource("looked")
    void whatALookCallsPlainAWalkFindsWholeAndWithoutEndpoints(ApiKeys key, short version) {
        Random random = new Random(version);
        MessageProgram program = program(key, version);
        CommonShape shape = shape(key, version);
        byte[] plain = plain(key, version);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = i % 2 == 0 ? plain : random(key, version, i);
            bytes = Arrays.copyOf(bytes, Math.max(1, bytes.length + random.nextInt(5) - 2));
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            if (isPlain(shape, bytes)) {
                FieldHider hider = new FieldHider();
                ByteBuf frame = Unpooled.wrappedBuffer(bytes);
                hider.start(program, CORRELATION_BYTES + bytes.length, false);
                hider.skip(CORRELATION_BYTES);
                hider.walk(frame, 0, bytes.length);
                assertThat(hider.complete() && !hider.found()).isTrue();
            }
        }
    }

    @ParameterizedTest(name = "{0} v{1}")
    @MethodSource("looked")
    void aLookForValuesOverlooksNone(ApiKeys key, short version) {
        MessageKind kind = MessageKind.response(key, version);
        MessageProgram texts = MessageProgram.compile(kind, EnumSet.of(Mark.ERROR_TEXT, Mark.RECORDS));
        CommonShape shape = shape(key, version);
        byte[] plain = plain(key, version);
        Window window = new Window();
        int found = 0;
        for (int seed = 0; seed < 2_000; seed++) {
            byte[] bytes = seed % 2 == 0 ? plain : random(key, version, seed);
            ByteBuf frame = Unpooled.wrappedBuffer(bytes);
            if (shape.isPlain(frame, 0, bytes.length, false, window)) {
                found++;
                ByteBuf whole = Unpooled.wrappedBuffer(new byte[2 * CORRELATION_BYTES], bytes);
                boolean none = new FieldCheck()
                        .walks(
                                texts,
                                whole,
                                Window.on(whole.nioBuffer()),
                                0,
                                2 * CORRELATION_BYTES + bytes.length,
                                new FieldCheck.Judge() {
                                    @Override
                                    public void begin() {
                                        // Nothing is noted.
                                    }

                                    @Override
                                    public boolean agrees(Mark mark, Window in, int index, int length) {
                                        return length <= 0;
                                    }
                                });
                assertThat(none).isTrue();
            }
        }
        assertThat(found).isPositive().isLessThan(2_000);
    }

    static Stream<Arguments> looked() {
        return Stream.of(ApiKeys.PRODUCE, ApiKeys.FETCH)
                .flatMap(key -> Stream.iterate((short) (key == ApiKeys.PRODUCE ? 10 : 16), v -> (short) (v + 1))
                        .limit(key.latestVersion() - (key == ApiKeys.PRODUCE ? 9 : 15))
                        .map(version -> Arguments.of(key, version)));
    }

    private static boolean isPlain(CommonShape shape, byte[] behindCorrelationId) {
        return shape.isPlain(
                Unpooled.wrappedBuffer(behindCorrelationId), 0, behindCorrelationId.length, true, new Window());
    }

    private static CommonShape shape(ApiKeys key, short version) {
        return CommonShape.of(program(key, version)).orElseThrow();
    }

    private static MessageProgram program(ApiKeys key, short version) {
        return MessageProgram.compileHiding(MessageKind.response(key, version), EnumSet.of(Mark.HOST));
    }

    private static Schema schema(ApiKeys key, short version) {
        return key.messageType.responseSchemas()[version];
    }

    private static byte[] random(ApiKeys key, short version, int seed) {
        return withHeader(new RandomBodies(seed, 50).body(schema(key, version)));
    }

    private static byte[] plain(ApiKeys key, short version) {
        ApiMessage body = key == ApiKeys.PRODUCE ? produced() : fetched();
        return withHeader(MessageUtil.toByteBufferAccessor(body, version).buffer());
    }

    private static byte[] withHeader(ByteBuffer body) {
        byte[] bytes = new byte[1 + body.remaining()]; // no tagged field in the header
        body.get(bytes, 1, body.remaining());
        return bytes;
    }

    private static ApiMessage produced() {
        ProduceResponseData data = new ProduceResponseData();
        for (String name : List.of("a", "orders")) {
            data.responses()
                    .add(new ProduceResponseData.TopicProduceResponse()
                            .setName(name)
                            .setPartitionResponses(List.of(
                                    new ProduceResponseData.PartitionProduceResponse().setIndex(1),
                                    new ProduceResponseData.PartitionProduceResponse()
                                            .setIndex(2)
                                            .setErrorMessage("no"))));
        }
        return data;
    }

    private static ApiMessage fetched() {
        MemoryRecords records = MemoryRecords.readableRecords(ByteBuffer.allocate(300));
        FetchResponseData.PartitionData partition =
                new FetchResponseData.PartitionData().setPartitionIndex(1).setRecords(records);
        return new FetchResponseData()
                .setResponses(List.of(
                        new FetchResponseData.FetchableTopicResponse().setPartitions(List.of(partition)),
                        new FetchResponseData.FetchableTopicResponse().setPartitions(List.of())));
    }
}
