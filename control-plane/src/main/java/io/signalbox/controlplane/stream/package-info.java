/**
 * The config stream's server: mutual TLS, admission by pinned certificate, one NodeStream for each node.
 * Hello -> admitted -> offered the newest snapshot -> Applied. Uses gateway, certificate, node, snapshot, tls, settings.
 */
@NullMarked
package io.signalbox.controlplane.stream;

import org.jspecify.annotations.NullMarked;
