package io.signalbox.records.schema;

import java.nio.ByteBuffer;

/** Confluent's form of keys and values: a byte 0, the id of a schema in four bytes, and what is valid by it. */
public final class WireFormat {

    /** Bytes in front of what a schema is about. */
    public static final int PREFIX_BYTES = 5;

    private WireFormat() {}

    /**
     * The id of the schema that a key or a value begins with.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static int schemaId(ByteBuffer bytes) {
        int at = bytes.position();
        if (bytes.remaining() < PREFIX_BYTES || bytes.get(at) != 0) {
            throw new IllegalArgumentException("does not begin with the id of a schema");
        }
        return bytes.getInt(at + 1);
    }

    /** What stands behind the id. */
    public static ByteBuffer payload(ByteBuffer bytes) {
        return bytes.slice(bytes.position() + PREFIX_BYTES, bytes.remaining() - PREFIX_BYTES);
    }
}
