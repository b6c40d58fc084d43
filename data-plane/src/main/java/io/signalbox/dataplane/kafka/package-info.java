/**
 * The Kafka protocol as it streams by: which request a response belongs to, and nothing more than that of most of them.
 * Handlers pass bytes on in the buffers in which they came, and show the layers what they want to see. Uses
 * {@code kafka.frame}, {@code kafka.exchange} and {@code kafka.schema}.
 */
@NullMarked
package io.signalbox.dataplane.kafka;

import org.jspecify.annotations.NullMarked;
