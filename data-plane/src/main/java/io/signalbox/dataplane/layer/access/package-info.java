/**
 * Who may do what: the rules of a virtual cluster's access policies, and what they come to for a client. Names are those that
 * clients use. Pure.
 */
@NullMarked
package io.signalbox.dataplane.layer.access;

import org.jspecify.annotations.NullMarked;
