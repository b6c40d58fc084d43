/**
 * Where each broker lives, and connections to it. The directory of a backend cluster is filled by its own metadata
 * requests and by every response that is rewritten for a client anyway. Uses {@code config}, {@code routing},
 * {@code transport} and {@code kafka.rewrite}'s addresses.
 */
@NullMarked
package io.signalbox.dataplane.upstream;

import org.jspecify.annotations.NullMarked;
