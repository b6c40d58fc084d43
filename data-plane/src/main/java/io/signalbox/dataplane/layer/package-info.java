/** What layers of several kinds know of a backend cluster. Uses nothing of ours. */
@NullMarked
package io.signalbox.dataplane.layer;

import org.jspecify.annotations.NullMarked;
