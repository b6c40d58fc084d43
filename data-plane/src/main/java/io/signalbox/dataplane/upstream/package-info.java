/**
 * Where each broker lives, and connections to it: with TLS and a login where the backend cluster has them; what keeps the
 * node out is on the problem board. The directory of a backend cluster is filled by its own metadata requests and by
 * every response that is rewritten for a client anyway. Uses {@code config}, {@code routing}, {@code tls},
 * {@code transport}, {@code kafka.rewrite}'s addresses and {@code kafka}'s mark of checks.
 */
@NullMarked
package io.signalbox.dataplane.upstream;

import org.jspecify.annotations.NullMarked;
