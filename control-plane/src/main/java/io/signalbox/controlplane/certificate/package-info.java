/**
 * The certificates by which nodes are known: pinned one by one, no chains. Uses gateway, problem, paging, body.
 */
@NullMarked
package io.signalbox.controlplane.certificate;

import org.jspecify.annotations.NullMarked;
