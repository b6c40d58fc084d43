/**
 * The Kafka protocol as it streams by: where frames begin, which request a response belongs to, and nothing more than
 * that of most of them. Handlers pass bytes on in the buffers in which they came. Uses {@code kafka.frame},
 * {@code kafka.rewrite} and {@code routing}.
 */
@NullMarked
package io.signalbox.dataplane.kafka;

import org.jspecify.annotations.NullMarked;
