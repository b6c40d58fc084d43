/**
 * Addresses and ports that nodes bind. Uses entity, gateway, body.
 */
@NullMarked
package io.signalbox.controlplane.listener;

import org.jspecify.annotations.NullMarked;
