/**
 * Listener policies and their order, the chain. Uses gateway, problem, paging, body, listener, virtualcluster.
 */
@NullMarked
package io.signalbox.controlplane.policy;

import org.jspecify.annotations.NullMarked;
