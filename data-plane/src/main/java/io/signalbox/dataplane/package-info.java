/** The node: settings, then each part built and started in order. To read {@code DataPlane} is to read the architecture. */
@NullMarked
package io.signalbox.dataplane;

import org.jspecify.annotations.NullMarked;
