/**
 * What is needed to run Signalbox and its surroundings from outside: real brokers, control planes and nodes as processes, a
 * client of the REST API, ports, certificates, tokens. The guided tour, the benchmarks and the end-to-end tests are built on
 * it. Nothing here ships with either plane, and nothing of the planes is used as code. Uses module credentials.
 */
@NullMarked
package io.signalbox.testbed;

import org.jspecify.annotations.NullMarked;
