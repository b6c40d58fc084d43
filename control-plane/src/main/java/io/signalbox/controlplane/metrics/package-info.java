/**
 * The control plane's metrics, for whoever has a token: what Spring Boot measures, and how nodes follow their gateways.
 * Uses node.
 */
@NullMarked
package io.signalbox.controlplane.metrics;

import org.jspecify.annotations.NullMarked;
