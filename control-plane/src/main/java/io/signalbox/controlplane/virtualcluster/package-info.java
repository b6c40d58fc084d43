/**
 * What Kafka clients see. Uses gateway, problem, paging, body, secret and backendcluster.
 */
@NullMarked
package io.signalbox.controlplane.virtualcluster;

import org.jspecify.annotations.NullMarked;
