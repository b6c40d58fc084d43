/**
 * Listener policies and their order, the chain. Uses gateway, problem, paging, body, listener, virtualcluster,
 * trustbundle, secret, and the modules credentials and expression.
 */
@NullMarked
package io.signalbox.controlplane.policy;

import org.jspecify.annotations.NullMarked;
