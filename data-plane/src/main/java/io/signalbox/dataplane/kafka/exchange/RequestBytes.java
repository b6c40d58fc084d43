package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * A request before anybody has decoded it: the frame that begins at {@code index} of {@code in} and is {@code bytes} long,
 * of which a part may not have come in.
 */
public record RequestBytes(ApiKeys api, short version, ByteBuf in, int index, int bytes) {

    /** Where it ends, or where that ends which has come in. */
    public int end() {
        return Math.min(index + bytes, in.writerIndex());
    }

    public boolean isWhole() {
        return index + bytes <= in.writerIndex();
    }

    @Override
    public String toString() {
        return api.name + " v" + version;
    }
}
