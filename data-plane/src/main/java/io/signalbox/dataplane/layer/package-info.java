/** What layers of several kinds have in common. Uses {@code kafka.exchange}. */
@NullMarked
package io.signalbox.dataplane.layer;

import org.jspecify.annotations.NullMarked;
