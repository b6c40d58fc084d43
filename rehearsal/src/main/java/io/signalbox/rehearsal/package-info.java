/**
 * Makes the cache that lets nodes start sooner: starts a node as users start it, told to record what it loads, and has clients
 * use it for a moment. Nothing of it is in the node's jar; it runs with the node's libraries.
 */
@NullMarked
package io.signalbox.rehearsal;

import org.jspecify.annotations.NullMarked;
