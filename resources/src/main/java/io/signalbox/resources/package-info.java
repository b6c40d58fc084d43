/**
 * What both planes compute of a configuration, so that neither can come to another result than the other: the set of its
 * resources with its digests, and the forward policies that its messages say. Pure.
 */
@NullMarked
package io.signalbox.resources;

import org.jspecify.annotations.NullMarked;
