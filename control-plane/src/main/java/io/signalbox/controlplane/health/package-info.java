/**
 * Probes, reachable without a token. Uses nothing of ours.
 */
@NullMarked
package io.signalbox.controlplane.health;

import org.jspecify.annotations.NullMarked;
