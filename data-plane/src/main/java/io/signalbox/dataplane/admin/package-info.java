/** What operators ask a node over HTTP: whether it lives, whether it is ready, what it counts. */
@NullMarked
package io.signalbox.dataplane.admin;

import org.jspecify.annotations.NullMarked;
