/**
 * Where a listener's connections would go, what their clients would be told, and what would become of their records: decided by the code that nodes use, for
 * people who cannot see a node. Changes nothing. Uses gateway, problem, paging, body, listener, virtualcluster, policy,
 * node, schemaregistry, statickey, snapshot, the messages for nodes, and the modules acl, records and resources.
 */
@NullMarked
package io.signalbox.controlplane.preview;

import org.jspecify.annotations.NullMarked;
