/**
 * Makes the caches that let planes start sooner: starts one as users start it, told to record what it loads, and has clients
 * use it for a moment. Nothing of it is in the planes' jars; it runs with the node's libraries.
 */
@NullMarked
package io.signalbox.rehearsal;

import org.jspecify.annotations.NullMarked;
