/**
 * What is asked of nodes at the moment at which somebody wants to know: which connections are open, and which were turned
 * away. Nodes of other replicas are asked by the database. Uses node, gateway, caller, paging, problem, proto.
 */
@NullMarked
package io.signalbox.controlplane.inquiry;

import org.jspecify.annotations.NullMarked;
