package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** Puts a prefix in front of names, or takes it away: one prefix for each mark. Other marks stay as they are. */
public final class PrefixRename implements Rename {

    private static final byte[] NONE = {};

    private final Map<Mark, byte[]> prefixes = new EnumMap<>(Mark.class);
    private final boolean adds;

    private PrefixRename(Map<Mark, String> byMark, boolean adds) {
        this.adds = adds;
        byMark.forEach((mark, prefix) -> prefixes.put(mark, prefix.getBytes(StandardCharsets.UTF_8)));
    }

    public static PrefixRename adding(Map<Mark, String> byMark) {
        return new PrefixRename(byMark, true);
    }

    /** A name without the prefix stays as it is. */
    public static PrefixRename removing(Map<Mark, String> byMark) {
        return new PrefixRename(byMark, false);
    }

    @Override
    public boolean write(Mark mark, ByteBuf in, int index, int length, ByteBuf out) {
        byte[] prefix = prefix(mark);
        if (prefix.length == 0) {
            return false;
        }
        if (adds) {
            out.writeBytes(prefix).writeBytes(in, index, length);
            return true;
        }
        if (!startsWith(prefix, in, index, length)) {
            return false;
        }
        out.writeBytes(in, index + prefix.length, length - prefix.length);
        return true;
    }

    boolean adds() {
        return adds;
    }

    byte[] prefix(Mark mark) {
        return prefixes.getOrDefault(mark, NONE);
    }

    private static boolean startsWith(byte[] prefix, ByteBuf in, int index, int length) {
        for (int i = 0; i < prefix.length; i++) {
            if (i >= length || in.getByte(index + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
