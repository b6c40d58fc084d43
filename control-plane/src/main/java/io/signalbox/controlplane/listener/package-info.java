/**
 * Addresses and ports that nodes bind. Uses gateway, problem, paging, body.
 */
@NullMarked
package io.signalbox.controlplane.listener;

import org.jspecify.annotations.NullMarked;
