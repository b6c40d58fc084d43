/**
 * The edge of the web container: which connections it keeps, what becomes of a body that nobody reads, and the form of the
 * errors that it answers by itself. Uses problem and settings.
 */
@NullMarked
package io.signalbox.controlplane.server;

import org.jspecify.annotations.NullMarked;
