/**
 * Policies and their order, the chain, alike for every owner; a type of policy is one class. Uses entity, gateway, problem,
 * paging, body, listener, virtualcluster, secret, the messages for nodes, and the modules credentials and expression.
 */
@NullMarked
package io.signalbox.controlplane.policy;

import org.jspecify.annotations.NullMarked;
