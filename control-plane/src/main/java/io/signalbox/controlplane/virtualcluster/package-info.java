/**
 * What Kafka clients see. Uses entity, gateway, problem, body, secret and backendcluster, and the module expression.
 */
@NullMarked
package io.signalbox.controlplane.virtualcluster;

import org.jspecify.annotations.NullMarked;
