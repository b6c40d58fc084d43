/**
 * Metrics, spans and log lines by OTLP, where the standard {@code OTEL_*} variables ask for it. Nothing of OpenTelemetry is
 * loaded as long as they do not; and what a collector does or does not do never holds up the process. Uses nothing of ours.
 */
@NullMarked
package io.signalbox.telemetry;

import org.jspecify.annotations.NullMarked;
