/** The control plane: REST API, PostgreSQL, and the server of the config stream. This package wires the others. */
@NullMarked
package io.signalbox.controlplane;

import org.jspecify.annotations.NullMarked;
