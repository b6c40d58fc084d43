/**
 * Real Kafka clusters. Uses entity, gateway, problem, body, secret.
 */
@NullMarked
package io.signalbox.controlplane.backendcluster;

import org.jspecify.annotations.NullMarked;
