/**
 * The process's settings: one immutable record, read at start. Uses nothing of ours but module settings.
 */
@NullMarked
package io.signalbox.controlplane.settings;

import org.jspecify.annotations.NullMarked;
