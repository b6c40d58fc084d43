/**
 * Request bodies: JSON, read property by property, with all that is wrong collected, and declarative documents. Uses problem.
 */
@NullMarked
package io.signalbox.controlplane.body;

import org.jspecify.annotations.NullMarked;
