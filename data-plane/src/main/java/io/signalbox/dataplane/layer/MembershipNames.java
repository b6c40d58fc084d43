package io.signalbox.dataplane.layer;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The topics in what consumers of a classic group say to each other, and brokers read too: subscriptions and assignments.
 * What follows in newer versions of the protocol is copied as it is, and so is what cannot be read: brokers let it pass.
 */
public final class MembershipNames {

    private static final short WITH_OWNED_PARTITIONS = 1;

    private final ByteBuf in;
    private final Renamed renamed;

    /** What a topic becomes; empty leaves it out. */
    @FunctionalInterface
    public interface Renamed {
        Optional<String> of(String topic);
    }

    private MembershipNames(ByteBuf in, Renamed renamed) {
        this.in = in;
        this.renamed = renamed;
    }

    /** Writes a subscription with other names of topics; false when it cannot be read, and nothing is written. */
    public static boolean subscription(ByteBuf in, int index, int length, Renamed renamed, ByteBuf out) {
        return attempt(in, index, length, renamed, out, MembershipNames::subscription);
    }

    /** As {@link #subscription}: which partitions a member is given. */
    public static boolean assignment(ByteBuf in, int index, int length, Renamed renamed, ByteBuf out) {
        return attempt(in, index, length, renamed, out, MembershipNames::assignment);
    }

    @FunctionalInterface
    private interface Step {
        void write(MembershipNames names, ByteBuf out);
    }

    private static boolean attempt(ByteBuf in, int index, int length, Renamed renamed, ByteBuf out, Step step) {
        int start = out.writerIndex();
        ByteBuf bytes = in.slice(index, length);
        try {
            step.write(new MembershipNames(bytes, renamed), out);
            out.writeBytes(bytes);
            return true;
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
            out.writerIndex(start); // it is of another kind than it says
            return false;
        }
    }

    private void subscription(ByteBuf out) {
        short version = in.readShort();
        out.writeShort(version);
        topics(out);
        if (in.isReadable() || version >= WITH_OWNED_PARTITIONS) {
            userData(out);
        }
        if (version >= WITH_OWNED_PARTITIONS) {
            partitions(out);
        }
    }

    private void assignment(ByteBuf out) {
        out.writeShort(in.readShort());
        partitions(out);
    }

    private void topics(ByteBuf out) {
        int countAt = out.writerIndex();
        int count = in.readInt();
        out.writeInt(count);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            Optional<String> name = renamed.of(string());
            if (name.isPresent()) {
                write(name.get(), out);
                kept++;
            }
        }
        out.setInt(countAt, Math.min(count, kept));
    }

    private void partitions(ByteBuf out) {
        int countAt = out.writerIndex();
        int count = in.readInt();
        out.writeInt(count);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            Optional<String> name = renamed.of(string());
            int bytes = Integer.BYTES + Math.multiplyExact(Math.max(in.getInt(in.readerIndex()), 0), Integer.BYTES);
            ByteBuf numbers = in.readSlice(bytes);
            if (name.isPresent()) {
                write(name.get(), out);
                out.writeBytes(numbers);
                kept++;
            }
        }
        out.setInt(countAt, Math.min(count, kept));
    }

    private void userData(ByteBuf out) {
        int length = in.readInt();
        out.writeInt(length);
        out.writeBytes(in.readSlice(Math.max(length, 0)));
    }

    private String string() {
        return in.readCharSequence(in.readShort(), StandardCharsets.UTF_8).toString();
    }

    private static void write(String name, ByteBuf out) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length).writeBytes(bytes);
    }
}
