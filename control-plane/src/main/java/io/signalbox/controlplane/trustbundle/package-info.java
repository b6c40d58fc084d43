/**
 * TLS trust bundles: the CAs that a gateway's listeners trust for client certificates. Uses gateway, problem, paging,
 * body, secret.
 */
@NullMarked
package io.signalbox.controlplane.trustbundle;

import org.jspecify.annotations.NullMarked;
