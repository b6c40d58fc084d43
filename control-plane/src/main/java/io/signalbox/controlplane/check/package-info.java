/** Looks at what a control plane needs, before it is started: {@code signalbox check control-plane}. Starts and changes nothing. */
@NullMarked
package io.signalbox.controlplane.check;

import org.jspecify.annotations.NullMarked;
