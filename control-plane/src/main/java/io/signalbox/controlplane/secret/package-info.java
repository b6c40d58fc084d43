/**
 * Secrets: printed as ***, left out of answers, sealed in JSON columns. A feature declares a {@link
 * io.signalbox.controlplane.secret.Secret} in a record that it shows or stores, and needs to do no more. Uses settings, state.
 */
@NullMarked
package io.signalbox.controlplane.secret;

import org.jspecify.annotations.NullMarked;
