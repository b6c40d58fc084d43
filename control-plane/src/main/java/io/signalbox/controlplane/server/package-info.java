/**
 * The edge of the web container: which connections it keeps, what becomes of a body that nobody reads, and the form of the
 * errors that it answers by itself; TLS, and what browsers are told. Uses problem, settings and tls.
 */
@NullMarked
package io.signalbox.controlplane.server;

import org.jspecify.annotations.NullMarked;
