/** The guided tour, step by step, and the command for brokers. What they start, they start with module testbed. */
@NullMarked
package io.signalbox.demo;

import org.jspecify.annotations.NullMarked;
