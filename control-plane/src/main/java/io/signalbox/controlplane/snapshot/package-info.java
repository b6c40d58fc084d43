/**
 * The newest state of each gateway that has nodes here: rows to resources (pure), resources to chunks of bytes
 * that all streams share, and the wake-ups. Generated types are used here, in stream, and by the types of policies.
 */
@NullMarked
package io.signalbox.controlplane.snapshot;

import org.jspecify.annotations.NullMarked;
