/**
 * The edge of the web container: which connections it keeps, what becomes of an unread body, and the form of the
 * errors that it answers by itself; TLS, security headers, and the audit log. Uses caller, problem, settings and tls.
 */
@NullMarked
package io.signalbox.controlplane.server;

import org.jspecify.annotations.NullMarked;
