/**
 * TLS trust bundles: whom a gateway's listeners believe when clients show certificates. Uses gateway, problem, paging,
 * body, secret.
 */
@NullMarked
package io.signalbox.controlplane.trustbundle;

import org.jspecify.annotations.NullMarked;
