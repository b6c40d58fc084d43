/**
 * The console's files, for browsers: what the module of that name has built, or a page that says why there is nothing. Who uses them is
 * found out by access. Uses settings and problem.
 */
@NullMarked
package io.signalbox.controlplane.console;

import org.jspecify.annotations.NullMarked;
