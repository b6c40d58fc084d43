/**
 * The PostgreSQL that comes with the product, used when none is configured. Uses settings.
 */
@NullMarked
package io.signalbox.controlplane.database;

import org.jspecify.annotations.NullMarked;
