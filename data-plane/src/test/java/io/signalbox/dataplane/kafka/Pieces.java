package io.signalbox.dataplane.kafka;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;

/** Bytes that come into a channel piece by piece, and what comes out at the end of its pipeline. */
public final class Pieces {

    private Pieces() {}

    public static byte[] feed(EmbeddedChannel channel, byte[] bytes, int pieceBytes) {
        ByteBuf out = Unpooled.buffer();
        for (int from = 0; from < bytes.length; from += Math.min(pieceBytes, bytes.length - from)) {
            int length = Math.min(pieceBytes, bytes.length - from);
            channel.writeInbound(Unpooled.directBuffer(length).writeBytes(bytes, from, length));
            out.writeBytes(drain(channel));
        }
        return ByteBufUtil.getBytes(out);
    }

    public static byte[] drain(EmbeddedChannel channel) {
        ByteBuf out = Unpooled.buffer();
        for (ByteBuf next = channel.readInbound(); next != null; next = channel.readInbound()) {
            out.writeBytes(next);
            next.release();
        }
        return ByteBufUtil.getBytes(out);
    }
}
