package io.signalbox.telemetry;

import ch.qos.logback.classic.LoggerContext;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** Sends by OpenTelemetry's SDK, which has a queue with a limit for spans and for log lines, and threads of its own. */
final class OtlpTelemetry implements Telemetry {

    private static final int CLOSE_SECONDS = 2;
    private static final Pattern TRACEPARENT = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");
    /** Without a sampler: logins, applied configurations and calls of the API are few, requests of clients are not. */
    private static final int REQUESTS_PER_SPAN = 1_000;

    /** The exporters tell every failure to the JDK's log; {@link Delivery} tells when it begins. Kept, or it is forgotten. */
    private static final Logger OF_EXPORTERS = Logger.getLogger("io.opentelemetry");

    private final Delivery spans = new Delivery("traces");
    private final Delivery points = new Delivery(Delivery.METRICS);
    private final Delivery lines = new Delivery("logs");
    private final boolean takesSpans;
    private final int requestsPerSpan;
    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;
    private volatile Optional<Meters> meters = Optional.empty();
    private final Optional<LogLines> appender;

    private OtlpTelemetry(OtelVariables variables, Who who) {
        Map<String, String> properties = variables.properties(who.service());
        takesSpans = isSent(properties, "traces");
        requestsPerSpan = variables.has(OtelVariables.SAMPLER) ? 1 : REQUESTS_PER_SPAN;
        MetricProducer producer =
                resource -> meters.map(counted -> counted.produce(resource)).orElse(List.of());
        sdk = AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                .addPropertiesCustomizer(config -> properties)
                .addResourceCustomizer(
                        (resource, config) -> resource(who.attributes()).merge(resource))
                .addSpanExporterCustomizer((exporter, config) -> new Exporters.Spans(exporter, spans))
                .addMetricExporterCustomizer((exporter, config) -> new Exporters.Metrics(exporter, points))
                .addLogRecordExporterCustomizer((exporter, config) -> new Exporters.Logs(exporter, lines))
                .addTracerProviderCustomizer((builder, config) -> builder.addSpanProcessor(new TakenSpans(spans)))
                .addLoggerProviderCustomizer(
                        (builder, config) -> builder.addLogRecordProcessor((context, line) -> lines.taken()))
                .addMeterProviderCustomizer((builder, config) -> builder.registerMetricProducer(producer))
                .build()
                .getOpenTelemetrySdk();
        tracer = sdk.getTracer("io.signalbox");
        appender =
                isSent(properties, "logs") ? Optional.of(new LogLines(sdk.getSdkLoggerProvider())) : Optional.empty();
        appender.ifPresent(this::attach);
    }

    static Telemetry open(OtelVariables variables, Who who) {
        OF_EXPORTERS.setLevel(Level.OFF);
        try {
            return new OtlpTelemetry(variables, who);
        } catch (ConfigurationException | IllegalArgumentException e) {
            throw new InvalidTelemetryException(words(e));
        }
    }

    @Override
    public void watch(PrometheusMeterRegistry registry, Runnable before) {
        Stream.of(spans, points, lines).forEach(delivery -> delivery.register(registry));
        meters = Optional.of(new Meters(registry, before));
        appender.ifPresent(this::attach);
    }

    @Override
    public boolean takesSpans() {
        return takesSpans;
    }

    @Override
    public int requestsPerSpan() {
        return takesSpans ? requestsPerSpan : Integer.MAX_VALUE;
    }

    @Override
    public void record(Span span) {
        Instant now = Instant.now();
        long nanoTime = System.nanoTime();
        SpanBuilder builder = tracer.spanBuilder(span.name())
                .setSpanKind(span.kind() == Kind.SERVER ? SpanKind.SERVER : SpanKind.INTERNAL)
                .setParent(span.parent().map(OtlpTelemetry::context).orElseGet(Context::root))
                .setStartTimestamp(now.minusNanos(nanoTime - span.beganNanos()));
        span.attributes().forEach((name, value) -> {
            if (value instanceof Number number) {
                builder.setAttribute(AttributeKey.longKey(name), number.longValue());
            } else {
                builder.setAttribute(AttributeKey.stringKey(name), value.toString());
            }
        });
        io.opentelemetry.api.trace.Span started = builder.startSpan();
        if (span.failed()) {
            started.setStatus(StatusCode.ERROR);
        }
        started.end(now.minusNanos(nanoTime - span.endedNanos()));
    }

    @Override
    public void close() {
        appender.ifPresent(attached -> root().ifPresent(root -> root.detachAppender(attached)));
        sdk.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    /** Again where it was taken away: whoever reads the log's configuration anew takes all appenders away. */
    private void attach(LogLines added) {
        root().filter(root -> !root.isAttached(added)).ifPresent(root -> {
            added.setContext(root.getLoggerContext());
            added.start();
            root.addAppender(added);
        });
    }

    private static Optional<ch.qos.logback.classic.Logger> root() {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        return factory instanceof LoggerContext context
                ? Optional.of(context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME))
                : Optional.empty();
    }

    private static boolean isSent(Map<String, String> properties, String signal) {
        return !"none".equals(properties.get("otel." + signal + ".exporter"));
    }

    private static Resource resource(Map<String, String> texts) {
        AttributesBuilder attributes = Attributes.builder();
        texts.forEach(attributes::put);
        return Resource.create(attributes.build());
    }

    /** The SDK's own words, unless they may have a secret in them. */
    private static String words(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        return message.toLowerCase(Locale.ROOT).contains("headers")
                ? "OTEL_EXPORTER_OTLP_HEADERS must be key=value pairs with commas between them"
                : "OTEL_*: " + message;
    }

    /** What is not of W3C's form is as if it were not there. */
    private static Context context(String traceparent) {
        Matcher parent = TRACEPARENT.matcher(traceparent);
        return parent.matches()
                ? Context.root()
                        .with(io.opentelemetry.api.trace.Span.wrap(SpanContext.createFromRemoteParent(
                                parent.group(1),
                                parent.group(2),
                                TraceFlags.fromHex(parent.group(3), 0),
                                TraceState.getDefault())))
                : Context.root();
    }

    /** Counts those that are to be sent: the SDK drops some where its queue is full. */
    private record TakenSpans(Delivery delivery) implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            delivery.taken();
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
