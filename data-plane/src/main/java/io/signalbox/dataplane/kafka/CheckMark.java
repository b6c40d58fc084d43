package io.signalbox.dataplane.kafka;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The client id by which a node marks the question that it asks an address before it is used: whoever sees his own mark
 * come in again has met a loop. Any gateway in between that relays requests as they are lets it through.
 */
public final class CheckMark {

    public static final String PREFIX = "signalbox-check-";

    /** Of all of it: the prefix, and sixteen random bytes in hexadecimal. */
    private static final int LENGTH = PREFIX.length() + 32;

    private static final int LENGTH_OFFSET = RequestHeader.FIXED_BYTES;
    private static final int TEXT_OFFSET = LENGTH_OFFSET + Short.BYTES;

    private CheckMark() {}

    /** The mark of the request that begins at {@code index}, if it has one. */
    public static Optional<String> read(ByteBuf in, int index) {
        boolean marked = in.writerIndex() - index >= TEXT_OFFSET + LENGTH
                && in.getShort(index + LENGTH_OFFSET) == LENGTH
                && text(in, index, PREFIX.length()).equals(PREFIX);
        return marked ? Optional.of(text(in, index, LENGTH)) : Optional.empty();
    }

    private static String text(ByteBuf in, int index, int length) {
        return in.toString(index + TEXT_OFFSET, length, StandardCharsets.US_ASCII);
    }
}
