/**
 * What a user sees: both planes as processes, a real PostgreSQL, real brokers, real clients. The brokers advertise names
 * that the node can resolve and the clients cannot: an address that leaks through fails the test that it leaks to.
 */
@NullMarked
package io.signalbox.e2e;

import org.jspecify.annotations.NullMarked;
