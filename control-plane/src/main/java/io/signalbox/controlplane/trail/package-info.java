/**
 * The audit trail of each gateway: who changed what, and when. Reads what a change wrote from the rows that it stamped,
 * so that no feature can forget to tell. Uses gateway, paging and caller.
 */
@NullMarked
package io.signalbox.controlplane.trail;

import org.jspecify.annotations.NullMarked;
