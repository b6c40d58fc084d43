/**
 * Asks schema registries for the schemas that records name, and keeps them. Uses {@code config}; what is done by a schema is the
 * module {@code records}'.
 */
@NullMarked
package io.signalbox.dataplane.registry;

import org.jspecify.annotations.NullMarked;
