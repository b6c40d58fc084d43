package io.signalbox.dataplane.kafka.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBrokerCollection;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamingRenameTest {

    private static final Map<Mark, String> PREFIXES = Map.of(Mark.TOPIC, "analytics_");
    private static final PrefixRename ADDING = PrefixRename.adding(PREFIXES);
    private static final PrefixRename REMOVING = PrefixRename.removing(PREFIXES);
    private static final MessageKind PRODUCE = MessageKind.request(ApiKeys.PRODUCE, (short) 9);
    private static final MessageKind FETCH = MessageKind.response(ApiKeys.FETCH, (short) 12);
    private static final int PIECE_BYTES = 1_000;
    private static final FrameSink NOWHERE = FrameSink.into(Unpooled.buffer());

    @Test
    void recordsPassWithoutBeingHeldBackOrCopied() {
        List<String> given = new ArrayList<>();
        ByteBuf message = message(PRODUCE, produce("orders", 100_000));
        StreamingRename rename = new StreamingRename(ADDING);
        rename.start(program(PRODUCE), message.writerIndex());

        rename.rename(message, 0, message.writerIndex(), new FrameSink() {
            @Override
            @SuppressWarnings("ReferenceEquality") // a copy would be equal
            public void pass(ByteBuf in, int index, int length) {
                given.add((in == message ? "passed " : "copied ") + (length >= 100_000));
            }

            @Override
            public ByteBuf room(int bytes) {
                given.add("made");
                assertThat(bytes).isLessThan(100);
                return Unpooled.buffer();
            }
        });

        rename.checkComplete();
        assertThat(given).contains("passed true").doesNotContain("copied true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "analytics", "", "Analytics_orders"})
    void aNameWithoutThePrefixThatIsToBeTakenAwayIsRefused(String name) {
        ByteBuf message = message(FETCH, fetched(name));

        assertThatThrownBy(() -> rename(REMOVING, FETCH, message))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("prefix");
    }

    @ParameterizedTest
    @ValueSource(shorts = {3, 9})
    void aNameThatBecomesLongerThanTheProtocolAllowsIsRefused(short version) {
        MessageKind kind = MessageKind.request(ApiKeys.PRODUCE, version);
        ByteBuf message = message(kind, produce("x".repeat(Short.MAX_VALUE - 5), 10));

        assertThatThrownBy(() -> rename(ADDING, kind, message))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("longer");
    }

    @Test
    void moreInFrontOfTheNamesThanMayBeHeldBackIsRefused() {
        MessageKind kind = MessageKind.response(ApiKeys.METADATA, (short) 9);
        MetadataResponseBrokerCollection brokers = new MetadataResponseBrokerCollection();
        for (int id = 0; id < 10; id++) {
            brokers.add(new MetadataResponseBroker().setNodeId(id).setHost("h".repeat(30_000)));
        }
        ByteBuf message = message(kind, new MetadataResponseData().setBrokers(brokers));

        assertThatThrownBy(() -> rename(REMOVING, kind, message))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("too much in front");
    }

    @Test
    void aCountOfMoreNamesThanTheFrameHasRoomForIsRefusedBeforeASizeIsAnnounced() {
        ByteBuf message = message(PRODUCE, produce("orders", 10));
        int count = indexOfName(message) - 2;
        message.setByte(count, 0x7f);

        assertThatThrownBy(() -> rename(ADDING, PRODUCE, message))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("more elements");
    }

    @Test
    void aLengthThatLeavesNoRoomForOneMoreByteIsRefused() {
        ByteBuf message = message(PRODUCE, produce("orders", 10));
        int length = indexOfName(message) - 1;
        ByteBuf padded = Unpooled.buffer()
                .writeBytes(message, 0, length)
                .writeBytes(new byte[] {(byte) 0x87, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0})
                .writeBytes(message, length + 1, message.writerIndex() - length - 1);

        assertThatThrownBy(() -> rename(ADDING, PRODUCE, padded))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("does not fit");
    }

    @Test
    void aNullNameAmongOthersIsRefused() {
        ByteBuf message = message(PRODUCE, produce("", 10));
        int length = message.writerIndex();
        for (int i = 0; i < length - 1; i++) {
            if (message.getByte(i) == 2 && message.getByte(i + 1) == 1) { // one topic, whose name is empty
                message.setByte(i + 1, 0);
                break;
            }
        }

        assertThatThrownBy(() -> rename(ADDING, PRODUCE, message))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("null");
    }

    private static int indexOfName(ByteBuf message) {
        byte[] name = {'o', 'r', 'd', 'e', 'r', 's'};
        for (int i = 0; i < message.writerIndex(); i++) {
            if (message.slice(i, name.length).equals(Unpooled.wrappedBuffer(name))) {
                return i;
            }
        }
        throw new AssertionError("no name");
    }

    private static MessageProgram program(MessageKind kind) {
        return MessageProgram.compile(kind, Set.of(Mark.TOPIC));
    }

    private static void rename(PrefixRename prefix, MessageKind kind, ByteBuf message) {
        StreamingRename rename = new StreamingRename(prefix);
        rename.start(program(kind), message.writerIndex());
        for (int at = 0; at < message.writerIndex(); at += PIECE_BYTES) {
            rename.rename(message, at, Math.min(at + PIECE_BYTES, message.writerIndex()), NOWHERE);
        }
        rename.checkComplete();
    }

    private static ByteBuf message(MessageKind kind, ApiMessage body) {
        ByteBuffer header = kind.direction() == MessageKind.Direction.REQUEST
                ? MessageUtil.toByteBufferAccessor(
                                new RequestHeaderData(), kind.api().requestHeaderVersion(kind.version()))
                        .buffer()
                : MessageUtil.toByteBufferAccessor(
                                new ResponseHeaderData(), kind.api().responseHeaderVersion(kind.version()))
                        .buffer();
        return Unpooled.buffer()
                .writeBytes(header)
                .writeBytes(
                        MessageUtil.toByteBufferAccessor(body, kind.version()).buffer());
    }

    private static ProduceRequestData produce(String name, int bytes) {
        TopicProduceDataCollection topics = new TopicProduceDataCollection();
        topics.add(new ProduceRequestData.TopicProduceData()
                .setName(name)
                .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                        .setRecords(MemoryRecords.readableRecords(ByteBuffer.allocate(bytes))))));
        return new ProduceRequestData().setTopicData(topics);
    }

    private static FetchResponseData fetched(String name) {
        return new FetchResponseData()
                .setResponses(List.of(new FetchResponseData.FetchableTopicResponse()
                        .setTopic(name)
                        .setPartitions(List.of(new FetchResponseData.PartitionData()))));
    }
}
