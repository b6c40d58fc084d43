/**
 * Nodes as they were last seen: versions held, problems reported. Rows are written by the config stream and
 * are no configuration: they change no version. Uses gateway, problem, paging, body.
 */
@NullMarked
package io.signalbox.controlplane.node;

import org.jspecify.annotations.NullMarked;
