/**
 * The audit trail of each gateway: who changed what, and when. What writes a row tells the
 * change, so that no feature can forget to. Uses gateway, paging and caller.
 */
@NullMarked
package io.signalbox.controlplane.trail;

import org.jspecify.annotations.NullMarked;
