/**
 * The event loops and the kinds of sockets that this platform has best, by which congestion control they send, and name
 * look-ups off the event loop.
 */
@NullMarked
package io.signalbox.dataplane.transport;

import org.jspecify.annotations.NullMarked;
