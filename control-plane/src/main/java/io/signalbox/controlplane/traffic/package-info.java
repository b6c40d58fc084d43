/**
 * What goes through nodes: they count, and say every five seconds how far they are; here rates are made of it, for the last
 * fifteen minutes. Any replica knows the nodes of all. Uses node, gateway, paging, problem, proto.
 */
@NullMarked
package io.signalbox.controlplane.traffic;

import org.jspecify.annotations.NullMarked;
