package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import io.signalbox.dataplane.kafka.schema.MalformedMessageException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** A message that a client or a broker has sent, and that goes on in other bytes. */
final class PeersMessage {

    private PeersMessage() {}

    /**
     * One frame, owned by the caller.
     *
     * @throws MalformedMessageException when Kafka's classes have read of it what they do not write
     */
    static ByteBuf encode(
            ApiMessage header,
            short headerVersion,
            ApiMessage body,
            ApiKeys api,
            short version,
            ByteBufAllocator allocator) {
        try {
            return FrameWriter.encode(header, headerVersion, body, version, allocator);
        } catch (RuntimeException e) {
            if (e.getClass() == RuntimeException.class) { // they throw nothing more exact
                throw new MalformedMessageException(api.name + " v" + version
                        + " has tagged fields that are not in the order of their numbers, or too long a name");
            }
            throw e;
        }
    }
}
