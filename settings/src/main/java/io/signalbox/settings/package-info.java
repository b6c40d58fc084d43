/**
 * How a process is configured: environment over file over default, read once at start.
 * Everything wrong is collected and reported together. Uses the JDK and a YAML parser.
 */
@NullMarked
package io.signalbox.settings;

import org.jspecify.annotations.NullMarked;
