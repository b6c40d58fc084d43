/**
 * The gateway: root of everything below it. Owns the version, the lock under which every change is made, and
 * tombstones. Features refer to each other by id; Usage tells who refers to whom. Uses problem, paging, body.
 */
@NullMarked
package io.signalbox.controlplane.gateway;

import org.jspecify.annotations.NullMarked;
