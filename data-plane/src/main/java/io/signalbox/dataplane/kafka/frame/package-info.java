/**
 * Frames as they stream by: where they begin, and what becomes of their bytes. Knows nothing of what is in them, and uses
 * nothing of ours.
 */
@NullMarked
package io.signalbox.dataplane.kafka.frame;

import org.jspecify.annotations.NullMarked;
