/**
 * Static keys: what policies encrypt records with. Never changed, since records that a key has encrypted need it as
 * it was. Uses entity, gateway, body, secret.
 */
@NullMarked
package io.signalbox.controlplane.statickey;

import org.jspecify.annotations.NullMarked;
