package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.signalbox.dataplane.kafka.frame.FrameReader;
import io.signalbox.dataplane.kafka.schema.EntryLimit;
import io.signalbox.dataplane.kafka.schema.MalformedMessageException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/** A broker's response, decoded in a time that grows no faster than its bytes. */
public record Answer(ApiKeys api, short version, ResponseHeaderData header, ApiMessage body) {

    /**
     * Reads the frame that stands at {@code index} and is {@code bytes} long, to its last byte.
     *
     * @throws MalformedMessageException when it is not what its version says
     */
    public static Answer read(ByteBuf in, int index, int bytes, ApiKeys api, short version) {
        return read(in.nioBuffer(index + FrameReader.SIZE_BYTES, bytes - FrameReader.SIZE_BYTES), api, version);
    }

    /**
     * Reads the answer to a question of the node's own.
     *
     * @param frame without its size
     * @throws MalformedMessageException when it is not what its version says, or answers something else
     */
    public static ApiMessage read(ByteBuf frame, ApiKeys api, short version, int correlationId) {
        Answer answer = read(frame.nioBuffer(), api, version);
        checkCorrelation(answer.header().correlationId(), correlationId);
        return answer.body();
    }

    /** Throws a {@link MalformedMessageException} when an answer is one to another question. */
    public static void checkCorrelation(int is, int expected) {
        if (is != expected) {
            throw new MalformedMessageException("an answer bears a correlation id that was not asked with");
        }
    }

    private static Answer read(ByteBuffer frame, ApiKeys api, short version) {
        String name = api.name + " v" + version;
        EntryLimit.check(frame, api, version, name);
        ByteBufferAccessor readable = new ByteBufferAccessor(frame);
        ResponseHeaderData header = new ResponseHeaderData();
        ApiMessage body = api.messageType.newResponse();
        try {
            header.read(readable, api.responseHeaderVersion(version));
            body.read(readable, version);
        } catch (RuntimeException e) {
            // Kafka's generated readers throw whatever their buffers throw, in words that tell nobody anything.
            throw new MalformedMessageException(
                    name + " ends within a field, or holds a value that this version does not have");
        }
        if (readable.remaining() > 0) {
            throw new MalformedMessageException(name + " is shorter than its frame");
        }
        return new Answer(api, version, header, body);
    }

    /**
     * The frame of it, owned by the caller.
     *
     * @throws MalformedMessageException when the broker sent what cannot be written again
     */
    public ByteBuf encode(ByteBufAllocator allocator) {
        return PeersMessage.encode(header, api.responseHeaderVersion(version), body, api, version, allocator);
    }
}
