package io.signalbox.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** The SDK's exporters, watched by a {@link Delivery}. */
final class Exporters {

    private Exporters() {}

    record Spans(SpanExporter exporter, Delivery delivery) implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int count = spans.size();
            return delivery.watch(exporter.export(spans), count);
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }

    record Logs(LogRecordExporter exporter, Delivery delivery) implements LogRecordExporter {
        @Override
        public CompletableResultCode export(Collection<LogRecordData> lines) {
            int count = lines.size();
            return delivery.watch(exporter.export(lines), count);
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }

    record Metrics(MetricExporter exporter, Delivery delivery) implements MetricExporter {
        @Override
        public CompletableResultCode export(Collection<MetricData> metrics) {
            int points = metrics.stream()
                    .mapToInt(metric -> metric.getData().getPoints().size())
                    .sum();
            return delivery.watch(exporter.export(metrics), points);
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType type) {
            return exporter.getAggregationTemporality(type);
        }

        @Override
        public Aggregation getDefaultAggregation(InstrumentType type) {
            return exporter.getDefaultAggregation(type);
        }

        @Override
        public MemoryMode getMemoryMode() {
            return exporter.getMemoryMode();
        }
    }
}
