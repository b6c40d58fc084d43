/**
 * The change log of each gateway: who changed what, and when. Whatever writes a row records the
 * change, so that no feature can forget to. Uses gateway, paging and caller.
 */
@NullMarked
package io.signalbox.controlplane.changelog;

import org.jspecify.annotations.NullMarked;
