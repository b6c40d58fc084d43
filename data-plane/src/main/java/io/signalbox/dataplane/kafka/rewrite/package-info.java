/**
 * The responses that carry broker addresses: which they are, and how each is rewritten. Pure: values in, values out.
 * A small response is decoded with Kafka's own message classes and encoded anew. A large Produce or Fetch response is
 * only walked through, and its node endpoints hidden. One file for each need of the protocol. Here, too, is
 * what ApiVersions offers. Uses {@code kafka.exchange}, of which both are layers, {@code kafka.schema} and {@code routing}.
 */
@NullMarked
package io.signalbox.dataplane.kafka.rewrite;

import org.jspecify.annotations.NullMarked;
