/**
 * A gateway as one graph: listeners, the virtual clusters that they lead to, the backend clusters behind, and what nodes say
 * is wrong with each. Uses gateway, node.
 */
@NullMarked
package io.signalbox.controlplane.topology;

import org.jspecify.annotations.NullMarked;
