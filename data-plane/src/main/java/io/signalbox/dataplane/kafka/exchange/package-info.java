/**
 * An exchange is a request and its response. Which of them are not over on a connection ({@link Exchanges}), and what a
 * virtual cluster does to them: layers, compiled into plans that are looked up for each frame. Pure. Uses
 * {@code kafka.frame} and {@code kafka.schema}.
 */
@NullMarked
package io.signalbox.dataplane.kafka.exchange;

import org.jspecify.annotations.NullMarked;
