/**
 * Where does a connection go, and what is its client told? Pure functions over immutable values: no socket, clock,
 * thread or log. {@code route} and {@code advertise} are inverses. Both planes use it; it uses the JDK alone.
 */
@NullMarked
package io.signalbox.routing;

import org.jspecify.annotations.NullMarked;
