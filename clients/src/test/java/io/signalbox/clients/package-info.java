/** The acceptance script of the API, sent by clients that a generator made. */
@NullMarked
package io.signalbox.clients;

import org.jspecify.annotations.NullMarked;
