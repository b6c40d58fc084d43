/** What a control plane keeps on its own disk: one directory, one process at a time. Uses nothing of ours. */
@NullMarked
package io.signalbox.controlplane.state;

import org.jspecify.annotations.NullMarked;
