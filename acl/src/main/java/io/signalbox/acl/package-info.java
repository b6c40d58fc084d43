/**
 * Who may do what behind a virtual cluster, and by which names: the rules of its {@code acls} policies and what they come to for a
 * client, its topic aliases, and its namespace. Nodes decide by it, and the control plane says by it what they would decide. Pure.
 */
@NullMarked
package io.signalbox.acl;

import org.jspecify.annotations.NullMarked;
