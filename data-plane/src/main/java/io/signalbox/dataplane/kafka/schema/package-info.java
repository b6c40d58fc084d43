/**
 * The messages of Kafka as steps: a {@code MessageProgram} is compiled from the Kafka library's own schema of an API in a
 * version and a direction, a {@code MessageCursor} walks it through bytes that may be cut anywhere. {@code marks.csv} says
 * what each field holds: a topic's name, a group, an error code. Uses of the walk: {@code FieldReader} lists marked fields,
 * {@code FieldHider} hides a field, {@code GatheredRename} renames in a frame that is kept together, {@code StreamingRename}
 * in one that is not, {@code PlacedNames} where a look has found the names. {@code FieldCursor} reads a whole frame. Pure. Uses nothing of ours: buffers, and the Kafka library.
 */
@NullMarked
package io.signalbox.dataplane.kafka.schema;

import org.jspecify.annotations.NullMarked;
