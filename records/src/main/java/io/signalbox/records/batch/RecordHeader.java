package io.signalbox.records.batch;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A header of a record, as the bytes that it is made of: that they are UTF-8 is usual, and not promised.
 *
 * @param value null where the header has none
 */
public record RecordHeader(ByteBuffer key, @Nullable ByteBuffer value) {}
