/**
 * Tells those who look when there is something new: only what to read again, never what it is. Uses gateway, node, caller,
 * problem.
 */
@NullMarked
package io.signalbox.controlplane.events;

import org.jspecify.annotations.NullMarked;
