package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;

/** Says what becomes of the marked fields of a message. */
@FunctionalInterface
public interface Rename {

    /**
     * Writes what takes the place of a field's value, which is not null: of as many bytes as before where its size is
     * fixed.
     *
     * @param mark what the field holds, or where a type tells, what that type {@linkplain Mark#named names}
     * @return whether anything takes its place; if not, it stays, and nothing may have been written
     */
    boolean write(Mark mark, ByteBuf in, int index, int length, ByteBuf out);
}
