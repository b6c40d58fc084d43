/**
 * The expressions that users write into the configuration (contract section 4.6): read by the control plane, which
 * refuses what is wrong, and run by the node. Each place where one may stand is a class, which knows what the expression
 * may refer to and what it must give. Pure.
 */
@NullMarked
package io.signalbox.expression;

import org.jspecify.annotations.NullMarked;
