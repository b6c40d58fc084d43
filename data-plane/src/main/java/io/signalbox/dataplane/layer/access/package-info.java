/**
 * Access control: what is not allowed is answered here, or left out of what brokers answer, in Kafka's own words. One file
 * for each family of APIs. Uses {@code kafka.exchange}, {@code kafka.schema}, and the module {@code acl}, which decides.
 */
@NullMarked
package io.signalbox.dataplane.layer.access;

import org.jspecify.annotations.NullMarked;
