/** Waiting until the nodes of a gateway have applied a version of it, or said why not. */
@NullMarked
package io.signalbox.controlplane.rollout;

import org.jspecify.annotations.NullMarked;
