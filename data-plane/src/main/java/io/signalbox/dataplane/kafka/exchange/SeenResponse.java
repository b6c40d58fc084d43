package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * A response that a layer sees: the frame that stands at {@code index} of {@code in} and is {@code bytes} long.
 *
 * @param version of its request
 * @param memory what the layer remembered of its request
 */
public record SeenResponse(ApiKeys api, short version, ByteBuf in, int index, int bytes, Optional<Object> memory) {

    /**
     * All of it, decoded.
     *
     * @throws io.signalbox.dataplane.kafka.schema.MalformedMessageException when it is not what its version says
     */
    public Answer read() {
        return Answer.read(in, index, bytes, api, version);
    }

    @Override
    public String toString() {
        return api.name + " v" + version;
    }
}
