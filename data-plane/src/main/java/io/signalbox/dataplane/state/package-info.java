/**
 * The node's directory, which is one process's, and in it the last known good configuration: what a node serves from when
 * it starts and no control plane answers. Sealed under the node's own key, so that it is not worth stealing. Uses {@code config}, {@code upstream}, {@code routing} and
 * the messages of the config stream.
 */
@NullMarked
package io.signalbox.dataplane.state;

import org.jspecify.annotations.NullMarked;
