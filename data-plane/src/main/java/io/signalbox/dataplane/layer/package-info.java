/** What layers of several kinds have in common. Uses {@code kafka.exchange}, {@code kafka.schema}. */
@NullMarked
package io.signalbox.dataplane.layer;

import org.jspecify.annotations.NullMarked;
