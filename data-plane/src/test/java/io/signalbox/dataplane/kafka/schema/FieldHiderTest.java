package io.signalbox.dataplane.kafka.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.dataplane.kafka.frame.FrameReader;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of whole responses in every version is {@code ResponseHandlerTest}'s. */
class FieldHiderTest {

    private final FieldHider hider = new FieldHider();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anArrayWithoutElementsIsNotThereAndStaysAsItIs(boolean hides) {
        byte[] message = message(new ShareFetchResponseData());

        assertThat(walked(message, hides)).isEqualTo(message);
        assertThat(hider.found()).isFalse();
    }

    @Test
    void anArrayIsFoundWithoutBeingChangedAndHiddenInItsOwnLength() {
        ShareFetchResponseData body = new ShareFetchResponseData();
        body.nodeEndpoints()
                .add(new ShareFetchResponseData.NodeEndpoint()
                        .setNodeId(1)
                        .setHost("kafka1")
                        .setPort(9092));
        byte[] message = message(body);

        assertThat(walked(message, false)).isEqualTo(message);
        assertThat(hider.found()).isTrue();
        byte[] hidden = walked(message, true);
        assertThat(hider.found()).isTrue();
        assertThat(hidden).hasSameSizeAs(message).isNotEqualTo(message);
    }

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void anArrayThatClaimsMoreThanIsLeftOfItsFrameIsRefused() {
        byte[] message = message(new ShareFetchResponseData()); // whose last bytes are the array's count and no tags
        message[message.length - 2] = 2;

        for (int cut = 0; cut < message.length; cut++) {
            byte[] shorter = Arrays.copyOf(message, message.length - cut);
            assertThatThrownBy(() -> walked(shorter, true)).isInstanceOf(MalformedMessageException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"METADATA, 12", "FIND_COORDINATOR, 3", "DESCRIBE_CLUSTER, 1"})
    void whatIsNoTaggedFieldAndDoesNotStandLastIsNotHidden(ApiKeys api, short version) {
        MessageKind kind = MessageKind.response(api, version);

        assertThatThrownBy(() -> MessageProgram.compileHiding(kind, EnumSet.of(Mark.HOST)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private byte[] walked(byte[] message, boolean hides) {
        ByteBuf bytes = Unpooled.copiedBuffer(message);
        hider.start(
                MessageProgram.compileHiding(
                        MessageKind.response(ApiKeys.SHARE_FETCH, ApiKeys.SHARE_FETCH.latestVersion()),
                        EnumSet.of(Mark.HOST)),
                message.length,
                hides);
        hider.walk(bytes, 0, message.length);
        hider.checkComplete();
        return ByteBufUtil.getBytes(bytes);
    }

    private static byte[] message(ApiMessage body) {
        short version = ApiKeys.SHARE_FETCH.latestVersion();
        ByteBuf frame = FrameWriter.encode(
                new ResponseHeaderData(),
                ApiKeys.SHARE_FETCH.responseHeaderVersion(version),
                body,
                version,
                UnpooledByteBufAllocator.DEFAULT);
        return ByteBufUtil.getBytes(frame.skipBytes(FrameReader.SIZE_BYTES));
    }
}
