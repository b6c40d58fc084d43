/**
 * The gateway: root of everything below it. Owns the version, the lock under which every change is made, and
 * tombstones. Features refer to each other by id; references stand behind them as foreign keys. Uses problem, paging, body.
 */
@NullMarked
package io.signalbox.controlplane.gateway;

import org.jspecify.annotations.NullMarked;
