/**
 * What Kafka clients see. Uses entity, gateway, problem, body, secret and backendcluster.
 */
@NullMarked
package io.signalbox.controlplane.virtualcluster;

import org.jspecify.annotations.NullMarked;
