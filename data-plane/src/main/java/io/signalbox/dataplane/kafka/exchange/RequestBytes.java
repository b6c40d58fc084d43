package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * A request before anybody has decoded it: the frame that begins at {@code index} of {@code in} and is {@code bytes} long,
 * of which a part may not have come in.
 *
 * @param view of what is in {@code in}, at the same indexes up to its limit: each byte that is read of a Netty buffer costs
 *     several times as much
 */
public record RequestBytes(ApiKeys api, short version, ByteBuf in, ByteBuffer view, int index, int bytes) {

    /** Of a buffer of which there is no view yet. */
    public RequestBytes(ApiKeys api, short version, ByteBuf in, int index, int bytes) {
        this(api, version, in, in.nioBuffer(0, in.writerIndex()), index, bytes);
    }

    /** Where it ends, or where that ends which has come in. */
    public int end() {
        return Math.min(index + bytes, view.limit());
    }

    public boolean isWhole() {
        return index + bytes <= view.limit();
    }

    /** Writes over four of its bytes. */
    public void setInt(int at, int value) {
        in.setInt(at, value);
        if (in.nioBufferCount() != 1) {
            view.putInt(at, value); // which is a copy, then
        }
    }

    @Override
    public String toString() {
        return api.name + " v" + version;
    }
}
