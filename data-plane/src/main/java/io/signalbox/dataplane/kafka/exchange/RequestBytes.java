package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import io.signalbox.dataplane.kafka.schema.Window;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * A request before anybody has decoded it: the frame that begins at {@code index} of {@code in} and is {@code bytes} long,
 * of which a part may not have come in.
 *
 * @param window through which what is in {@code in} is looked at, by the same indexes: each byte that is read of a Netty buffer
 *     costs several times as much
 */
public record RequestBytes(ApiKeys api, short version, ByteBuf in, Window window, int index, int bytes) {

    /** Of a buffer of which there is no window yet. */
    public RequestBytes(ApiKeys api, short version, ByteBuf in, int index, int bytes) {
        this(api, version, in, Window.on(in.nioBuffer(0, in.writerIndex())), index, bytes);
    }

    /** Where it ends, or where that ends which has come in. */
    public int end() {
        return Math.min(index + bytes, window.limit());
    }

    public boolean isWhole() {
        return index + bytes <= window.limit();
    }

    /** Writes over four of its bytes. */
    public void setInt(int at, int value) {
        in.setInt(at, value);
        if (in.nioBufferCount() != 1) {
            window.view().putInt(at, value); // which is a copy, then
        }
        window.changed(at, value);
    }

    @Override
    public String toString() {
        return api.name + " v" + version;
    }
}
