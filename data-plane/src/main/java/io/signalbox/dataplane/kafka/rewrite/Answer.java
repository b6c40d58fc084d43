package io.signalbox.dataplane.kafka.rewrite;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/** A broker's response, decoded in a time that grows no faster than its bytes. */
public record Answer(ResponseHeaderData header, ApiMessage body) {

    /**
     * Reads the answer to a question of the node's own.
     *
     * @param frame without its size
     * @throws MalformedResponseException when it is not what its version says, or answers something else
     */
    public static ApiMessage read(ByteBuf frame, ApiKeys key, short version, int correlationId) {
        Answer answer = read(frame.nioBuffer(), key, version);
        checkCorrelation(answer.header().correlationId(), correlationId);
        return answer.body();
    }

    /**
     * Reads the addresses of all brokers from the answer to a Metadata request of the node's own.
     *
     * @param frame without its size
     * @throws MalformedResponseException when it is not what its version says, or answers something else
     */
    public static SeenBrokers brokers(ByteBuf frame, short version, int correlationId) {
        checkCorrelation(
                frame.readableBytes() < Integer.BYTES ? ~correlationId : frame.getInt(frame.readerIndex()),
                correlationId);
        return MetadataFrame.brokers(frame, version);
    }

    /** Reads a frame without its size, to its last byte. */
    static Answer read(ByteBuffer frame, ApiKeys key, short version) {
        String name = key.name + " v" + version;
        EntryLimit.check(frame, key, version, name);
        ByteBufferAccessor readable = new ByteBufferAccessor(frame);
        ResponseHeaderData header = new ResponseHeaderData();
        ApiMessage body = key.messageType.newResponse();
        try {
            header.read(readable, key.responseHeaderVersion(version));
            body.read(readable, version);
        } catch (RuntimeException e) {
            // Kafka's generated readers throw whatever their buffers throw, in words that tell nobody anything.
            throw new MalformedResponseException(
                    name + " ends within a field, or holds a value that this version does not have");
        }
        if (readable.remaining() > 0) {
            throw new MalformedResponseException(name + " is shorter than its frame");
        }
        return new Answer(header, body);
    }

    private static void checkCorrelation(int is, int expected) {
        if (is != expected) {
            throw new MalformedResponseException("an answer bears a correlation id that was not asked with");
        }
    }
}
