/**
 * Lists: pages, opaque cursors and filters (contract sections 1.3 and 1.4). Uses problem and body.
 */
@NullMarked
package io.signalbox.controlplane.paging;

import org.jspecify.annotations.NullMarked;
