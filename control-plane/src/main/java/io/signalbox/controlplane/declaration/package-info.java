/**
 * A gateway as one document, in the declarative form of the vendor's tool: written out of what is stored, and applied to it in
 * one change. Uses entity, gateway, problem, paging, body,
 * policy, settings and state.
 */
@NullMarked
package io.signalbox.controlplane.declaration;

import org.jspecify.annotations.NullMarked;
