/**
 * Real Kafka clusters. Uses gateway, problem, paging, body, secret.
 */
@NullMarked
package io.signalbox.controlplane.backendcluster;

import org.jspecify.annotations.NullMarked;
