/**
 * Who a client is (contract section 4.1): a state machine that is shown each request until that is known, and what it
 * needs: names and passwords, tokens and the keys that sign them, delays for those who guess. No sockets but for the
 * keys. Uses {@code config} and {@code kafka.exchange}, of which it is a layer.
 */
@NullMarked
package io.signalbox.dataplane.login;

import org.jspecify.annotations.NullMarked;
