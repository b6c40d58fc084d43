/**
 * What things cost. Figures are for comparing with each other in one run, since machines are noisy; what a run gave is in
 * {@code docs/performance.md}.
 */
@NullMarked
package io.signalbox.bench;

import org.jspecify.annotations.NullMarked;
