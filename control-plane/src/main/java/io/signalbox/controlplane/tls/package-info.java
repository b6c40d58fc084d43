/**
 * The control plane's own CA, and the certificates of its two servers. Uses settings, state.
 */
@NullMarked
package io.signalbox.controlplane.tls;

import org.jspecify.annotations.NullMarked;
