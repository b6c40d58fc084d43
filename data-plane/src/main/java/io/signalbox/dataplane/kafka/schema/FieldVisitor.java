package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;

/** Is shown the marked fields of a message, in the message's order. */
public interface FieldVisitor {

    /**
     * A field's value, whole, at {@code index} of a buffer that is the caller's and changes after the call.
     *
     * @param mark what it holds, or where a type tells, what that type {@linkplain Mark#named names}
     * @param length bytes, or -1 for null
     */
    void field(Mark mark, ByteBuf in, int index, int length);

    /** A field whose bytes are not looked into, and are not shown either: they may be many. */
    default void opaque(Mark mark, int length) {}
}
