/**
 * The control plane's own CA and server certificate. Uses settings, state.
 */
@NullMarked
package io.signalbox.controlplane.tls;

import org.jspecify.annotations.NullMarked;
