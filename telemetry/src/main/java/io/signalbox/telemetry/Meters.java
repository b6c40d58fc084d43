package io.signalbox.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.metrics.data.SummaryData;
import io.opentelemetry.sdk.metrics.data.SummaryPointData;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.resources.Resource;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * All that a process counts, as it stands on its page for Prometheus, in OpenTelemetry's form and by its names: with dots, and
 * with the unit beside them. Sums are from the process's start on.
 */
final class Meters implements MetricProducer {

    private static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("io.signalbox");
    private static final String LONGEST = "_seconds_max"; // that Micrometer adds to a timer
    private static final List<String> SUFFIXES = List.of("", "_total", "_seconds", "_seconds_total", "_bytes");

    private final PrometheusMeterRegistry registry;
    private final Runnable before;
    private final long startNanos = Clock.getDefault().now();

    Meters(PrometheusMeterRegistry registry, Runnable before) {
        this.registry = registry;
        this.before = before;
    }

    @Override
    public Collection<MetricData> produce(Resource resource) {
        before.run();
        Map<String, String> names = new HashMap<>();
        for (Meter meter : registry.getMeters()) {
            dotted(meter.getId().getName(), names);
            meter.getId().getTagsAsIterable().forEach(tag -> dotted(tag.getKey(), names));
        }
        long now = Clock.getDefault().now();
        List<MetricData> all = new ArrayList<>();
        registry.getPrometheusRegistry()
                .scrape()
                .forEach(snapshot ->
                        new Reading(resource, names, now).read(snapshot).ifPresent(all::add));
        return all;
    }

    private static void dotted(String name, Map<String, String> names) {
        names.put(name.replaceAll("[^a-zA-Z0-9_]", "_"), name);
    }

    private final class Reading {
        private final Resource resource;
        private final Map<String, String> names;
        private final long now;

        Reading(Resource resource, Map<String, String> names, long now) {
            this.resource = resource;
            this.names = names;
            this.now = now;
        }

        Optional<MetricData> read(MetricSnapshot snapshot) {
            if (snapshot instanceof CounterSnapshot counter) {
                return metric(
                        counter,
                        MetricDataType.DOUBLE_SUM,
                        SumData.createDoubleSumData(
                                true,
                                AggregationTemporality.CUMULATIVE,
                                points(counter.getDataPoints(), point -> value(point, point.getValue()))));
            }
            if (snapshot instanceof GaugeSnapshot gauge) {
                return metric(
                        gauge,
                        MetricDataType.DOUBLE_GAUGE,
                        GaugeData.createDoubleGaugeData(
                                points(gauge.getDataPoints(), point -> value(point, point.getValue()))));
            }
            if (snapshot instanceof HistogramSnapshot histogram) {
                return metric(
                        histogram,
                        MetricDataType.HISTOGRAM,
                        HistogramData.create(
                                AggregationTemporality.CUMULATIVE,
                                points(histogram.getDataPoints(), this::histogramPoint)));
            }
            if (snapshot instanceof SummarySnapshot summary) {
                return metric(
                        summary,
                        MetricDataType.SUMMARY,
                        SummaryData.create(points(
                                summary.getDataPoints(),
                                point -> SummaryPointData.create(
                                        startNanos,
                                        now,
                                        attributes(point.getLabels()),
                                        point.getCount(),
                                        point.getSum(),
                                        List.of()))));
            }
            return Optional.empty();
        }

        private Optional<MetricData> metric(MetricSnapshot snapshot, MetricDataType type, Data<?> data) {
            String name = snapshot.getMetadata().getPrometheusName();
            String unit = name.contains("_seconds") ? "s" : name.contains("_bytes") ? "By" : "1";
            String help = Optional.ofNullable(snapshot.getMetadata().getHelp()).orElse("");
            return Optional.of(new Metric(resource, name(name), help, unit, type, data));
        }

        private String name(String prometheus) {
            if (prometheus.endsWith(LONGEST)) {
                return name(prometheus.substring(0, prometheus.length() - LONGEST.length())) + ".max";
            }
            for (String suffix : SUFFIXES) {
                String known = prometheus.endsWith(suffix)
                        ? names.get(prometheus.substring(0, prometheus.length() - suffix.length()))
                        : null;
                if (known != null) {
                    return known;
                }
            }
            return prometheus.replaceFirst("_seconds$", "").replace('_', '.');
        }

        private <P, T> List<T> points(List<P> from, Function<P, T> point) {
            return from.stream().map(point).toList();
        }

        private DoublePointData value(DataPointSnapshot point, double value) {
            return DoublePointData.create(startNanos, now, attributes(point.getLabels()), value, List.of());
        }

        private HistogramPointData histogramPoint(HistogramSnapshot.HistogramDataPointSnapshot point) {
            List<Double> bounds = new ArrayList<>();
            List<Long> counts = new ArrayList<>();
            point.getClassicBuckets().forEach(bucket -> {
                if (bucket.getUpperBound() < Double.POSITIVE_INFINITY) {
                    bounds.add(bucket.getUpperBound());
                }
                counts.add(bucket.getCount());
            });
            return HistogramPointData.create(
                    startNanos, now, attributes(point.getLabels()), point.getSum(), false, 0, false, 0, bounds, counts);
        }

        private Attributes attributes(Labels labels) {
            AttributesBuilder attributes = Attributes.builder();
            labels.forEach(
                    label -> attributes.put(names.getOrDefault(label.getName(), label.getName()), label.getValue()));
            return attributes.build();
        }
    }

    private record Metric(
            Resource resource, String name, String description, String unit, MetricDataType type, Data<?> data)
            implements MetricData {

        @Override
        public Resource getResource() {
            return resource;
        }

        @Override
        public InstrumentationScopeInfo getInstrumentationScopeInfo() {
            return SCOPE;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public String getDescription() {
            return description;
        }

        @Override
        public String getUnit() {
            return unit;
        }

        @Override
        public MetricDataType getType() {
            return type;
        }

        @Override
        public Data<?> getData() {
            return data;
        }
    }
}
