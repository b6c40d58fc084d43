/**
 * Who sends the request that is being answered: noted by access, read where changes are written down. Uses nothing of
 * ours.
 */
@NullMarked
package io.signalbox.controlplane.caller;

import org.jspecify.annotations.NullMarked;
