/**
 * Where a listener's connections would go, and what their clients would be told: decided by the code that nodes use, for
 * people who cannot see a node. Changes nothing. Uses gateway, problem, paging, body, listener, virtualcluster, policy,
 * node, snapshot, the messages for nodes, and the module resources.
 */
@NullMarked
package io.signalbox.controlplane.preview;

import org.jspecify.annotations.NullMarked;
