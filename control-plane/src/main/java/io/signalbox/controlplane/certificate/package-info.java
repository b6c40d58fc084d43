/**
 * The certificates by which nodes are known: pinned one by one, no chains. Uses entity, gateway, body.
 */
@NullMarked
package io.signalbox.controlplane.certificate;

import org.jspecify.annotations.NullMarked;
