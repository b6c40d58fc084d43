/**
 * One client, from accept to close: it is routed, its first request read, the broker dialled on the same event loop, and
 * then bytes pass both ways under back-pressure. Each close has a reason. Uses {@code config}, {@code kafka},
 * {@code routing}, {@code telemetry} and {@code upstream}.
 */
@NullMarked
package io.signalbox.dataplane.connection;

import org.jspecify.annotations.NullMarked;
