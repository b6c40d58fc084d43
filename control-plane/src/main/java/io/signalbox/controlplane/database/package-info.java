/**
 * The PostgreSQL that comes with the product, for whoever has not configured one. Uses settings.
 */
@NullMarked
package io.signalbox.controlplane.database;

import org.jspecify.annotations.NullMarked;
