package io.signalbox.dataplane.kafka.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

class SeenRequestTest {

    private static final short VERSION = 2;

    @Test
    void tagsThatNobodyKnowsAreKept() {
        AlterConfigsRequestData body =
                (AlterConfigsRequestData) SeenRequest.read(alterConfigs(1, 2), ApiKeys.ALTER_CONFIGS, VERSION)
                        .body()
                        .orElseThrow();

        assertThat(body.resources().iterator().next().unknownTaggedFields())
                .extracting(field -> field.tag())
                .containsExactly(1, 2);
    }

    @Test
    void aTagThatStandsTwiceOrOutOfOrderIsAViolation() {
        for (ByteBuf frame : new ByteBuf[] {alterConfigs(2, 2), alterConfigs(2, 1)}) {
            assertThatThrownBy(() -> SeenRequest.read(frame, ApiKeys.ALTER_CONFIGS, VERSION))
                    .isInstanceOf(ProtocolViolationException.class)
                    .hasMessageContaining("AlterConfigs v2 could not be read");
        }
    }

    /** Of one resource with two tagged fields. */
    private static ByteBuf alterConfigs(int tag, int nextTag) {
        ByteBuf frame = Unpooled.buffer()
                .writeInt(0) // its size, which nobody reads
                .writeShort(ApiKeys.ALTER_CONFIGS.id)
                .writeShort(VERSION)
                .writeInt(7)
                .writeShort(-1) // no client id
                .writeByte(0)
                .writeByte(2) // one resource
                .writeByte(2)
                .writeByte(2)
                .writeByte('t')
                .writeByte(1) // no configuration
                .writeByte(2)
                .writeByte(tag)
                .writeByte(0)
                .writeByte(nextTag)
                .writeByte(0);
        return frame.writeByte(0).writeByte(0); // whether it is only to be looked at, and no tag
    }
}
