/**
 * From a snapshot to the image: what a node holds of its gateway's configuration, ready to use. The builder is pure; the
 * publisher is the one place where the next image becomes the current one. No Netty. Uses {@code routing} and the
 * messages of the config stream.
 */
@NullMarked
package io.signalbox.dataplane.config;

import org.jspecify.annotations.NullMarked;
