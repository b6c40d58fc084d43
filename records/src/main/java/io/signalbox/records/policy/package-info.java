/**
 * What the produce and consume policies of a virtual cluster do to records: contract section 4.5. Nodes apply it, and the
 * control plane says by it what they would do. Topics have the names that clients use. Pure.
 */
@NullMarked
package io.signalbox.records.policy;

import org.jspecify.annotations.NullMarked;
