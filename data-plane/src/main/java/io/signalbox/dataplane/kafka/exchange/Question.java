package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** What the node itself asks a broker. Never prints what is in it. */
public record Question(ApiKeys api, short version, String clientId, int correlationId, ApiMessage body) {

    /** Of a layer, in between a client's requests: a correlation id that no client's counting comes to. */
    public static Question ofLayer(ApiKeys api, short version, ApiMessage body) {
        return new Question(api, version, "signalbox", Integer.MIN_VALUE, body);
    }

    /** The frame of it, owned by the caller. */
    public ByteBuf encode(ByteBufAllocator allocator) {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(api.id)
                .setRequestApiVersion(version)
                .setCorrelationId(correlationId)
                .setClientId(clientId);
        return FrameWriter.encode(header, api.requestHeaderVersion(version), body, version, allocator);
    }

    /** The answer to it, out of the frame that stands at {@code index} and is {@code bytes} long. */
    ApiMessage read(ByteBuf in, int index, int bytes) {
        return Answer.read(in, index, bytes, api, version).body();
    }

    @Override
    public String toString() {
        return api.name + " v" + version;
    }
}
