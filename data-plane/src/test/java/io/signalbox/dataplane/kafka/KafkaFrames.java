package io.signalbox.dataplane.kafka;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** Requests and responses as they are on the wire, written by the library. */
final class KafkaFrames {

    private KafkaFrames() {}

    static byte[] request(ApiKeys api, int version, int id, ApiMessage body) {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(api.id)
                .setRequestApiVersion((short) version)
                .setCorrelationId(id)
                .setClientId("client");
        return bytes(header, api.requestHeaderVersion((short) version), body, version);
    }

    static byte[] response(ApiKeys api, int version, int id, ApiMessage body) {
        return bytes(
                new ResponseHeaderData().setCorrelationId(id),
                api.responseHeaderVersion((short) version),
                body,
                version);
    }

    private static byte[] bytes(ApiMessage header, short headerVersion, ApiMessage body, int version) {
        ByteBuf frame =
                FrameWriter.encode(header, headerVersion, body, (short) version, UnpooledByteBufAllocator.DEFAULT);
        byte[] bytes = ByteBufUtil.getBytes(frame);
        frame.release();
        return bytes;
    }
}
