/**
 * Responses that are walked through as they stream by, without being decoded: a schema as steps, and the field that is
 * looked for. Uses nothing of ours.
 */
@NullMarked
package io.signalbox.dataplane.kafka.walk;

import org.jspecify.annotations.NullMarked;
