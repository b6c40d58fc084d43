/**
 * Every certificate that a gateway uses: by what, for which names, until when. Those of the configuration are read here, those
 * that only nodes know are as nodes say. Changes nothing. Uses gateway, entity, listener, virtualcluster, policy, backendcluster,
 * trustbundle, certificate, node, traffic, preview.
 */
@NullMarked
package io.signalbox.controlplane.certificateuse;

import org.jspecify.annotations.NullMarked;
