/**
 * What Kafka clients see. Uses gateway, problem, paging, body and backendcluster.
 */
@NullMarked
package io.signalbox.controlplane.virtualcluster;

import org.jspecify.annotations.NullMarked;
