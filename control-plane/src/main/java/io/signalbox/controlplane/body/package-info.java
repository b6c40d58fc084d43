/**
 * JSON request bodies: read property by property, with all that is wrong collected. Uses problem.
 */
@NullMarked
package io.signalbox.controlplane.body;

import org.jspecify.annotations.NullMarked;
