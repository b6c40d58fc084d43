/**
 * Applies the policies of a virtual cluster to the records that clients write and read, by the names that clients use. Uses
 * {@code kafka.exchange}, {@code kafka.schema} and {@code layer}; what is done to a batch is the module {@code records}'.
 */
@NullMarked
package io.signalbox.dataplane.layer.records;

import org.jspecify.annotations.NullMarked;
