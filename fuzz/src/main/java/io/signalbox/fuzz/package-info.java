/** Readers of what strangers send, and bytes that are nearly what they expect. JDK only; a fuzzer calls {@code Jazzer}. */
@NullMarked
package io.signalbox.fuzz;

import org.jspecify.annotations.NullMarked;
