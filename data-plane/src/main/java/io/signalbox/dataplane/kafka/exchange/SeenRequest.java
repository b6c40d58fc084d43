package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.signalbox.dataplane.kafka.frame.FrameReader;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/**
 * A request that a layer sees. Never prints what is in it.
 *
 * @param body only where the layer has to see all of it
 */
public record SeenRequest(ApiKeys api, short version, int correlationId, int frameBytes, Optional<ApiMessage> body) {

    /**
     * Reads a whole frame, which is left as it is.
     *
     * @throws ProtocolViolationException when it is not what its version says; tells nothing of what was in it
     */
    public static SeenRequest read(ByteBuf frame, ApiKeys api, short version) {
        ByteBuffer bytes = frame.nioBuffer(
                frame.readerIndex() + FrameReader.SIZE_BYTES, frame.readableBytes() - FrameReader.SIZE_BYTES);
        ByteBufferAccessor readable = new ByteBufferAccessor(bytes);
        ApiMessage body = api.messageType.newRequest();
        try {
            RequestHeaderData header = new RequestHeaderData(readable, api.requestHeaderVersion(version));
            body.read(readable, version);
            return new SeenRequest(api, version, header.correlationId(), frame.readableBytes(), Optional.of(body));
        } catch (RuntimeException e) {
            // Kafka's generated readers throw whatever their buffers throw.
            throw new ProtocolViolationException(
                    ProtocolViolation.MALFORMED_REQUEST, api.name + " v" + version + " could not be read");
        }
    }

    /** An answer to this request, as a frame of its own. */
    public ByteBuf answer(ApiMessage answer, ByteBufAllocator allocator) {
        ResponseHeaderData header = new ResponseHeaderData().setCorrelationId(correlationId);
        return FrameWriter.encode(header, api.responseHeaderVersion(version), answer, version, allocator);
    }

    @Override
    public String toString() {
        return api.name + " v" + version;
    }
}
