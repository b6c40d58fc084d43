/**
 * The node's end of the config stream: connects to a control plane, hands over what it sends, reports what came of it,
 * and tries again for ever. Uses {@code config} and the messages of the config stream.
 */
@NullMarked
package io.signalbox.dataplane.control;

import org.jspecify.annotations.NullMarked;
