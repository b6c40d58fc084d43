/** Keeps the open ports equal to the image's. Uses {@code config}, {@code routing} and {@code transport}. */
@NullMarked
package io.signalbox.dataplane.listener;

import org.jspecify.annotations.NullMarked;
