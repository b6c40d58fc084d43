package io.signalbox.telemetry;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The variables {@code OTEL_*}, by the names that the SDK has for them; with our defaults where they say nothing. */
final class OtelVariables {

    private static final String PREFIX = "otel.";
    private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
    private static final String PROTOCOL = "otel.exporter.otlp.protocol";
    private static final String HTTP = "http/protobuf";
    /** By which the original's documentation calls it. */
    private static final String HTTP_OF_THE_ORIGINAL = "http/binary";

    private static final List<String> SIGNALS = List.of("traces", "metrics", "logs");
    static final String SAMPLER = "otel.traces.sampler";

    private final Map<String, String> properties = new HashMap<>();

    OtelVariables(Map<String, String> environment) {
        environment.forEach((name, value) -> {
            String property = name.toLowerCase(Locale.ROOT).replace('_', '.');
            if (property.startsWith(PREFIX) && !value.isBlank()) {
                properties.put(property, value);
            }
        });
        properties.replaceAll(
                (name, value) -> name.endsWith(".protocol") && value.equals(HTTP_OF_THE_ORIGINAL) ? HTTP : value);
    }

    /** Unless there is a collector for some signal, nothing is sent. */
    boolean areOff() {
        return Boolean.parseBoolean(properties.get("otel.sdk.disabled"))
                || SIGNALS.stream().noneMatch(this::hasEndpoint);
    }

    boolean has(String property) {
        return properties.containsKey(property);
    }

    /** All that there are, and whose they are; a signal that has no endpoint is not sent. */
    Map<String, String> properties(String service) {
        Map<String, String> all = new HashMap<>(properties);
        if (!properties.getOrDefault("otel.resource.attributes", "").contains("service.name=")) {
            all.putIfAbsent("otel.service.name", service);
        }
        all.putIfAbsent(PROTOCOL, HTTP);
        all.putIfAbsent("otel.propagators", "none");
        for (String signal : SIGNALS) {
            if (!hasEndpoint(signal)) {
                all.put("otel." + signal + ".exporter", "none");
            }
        }
        return all;
    }

    private boolean hasEndpoint(String signal) {
        return has(ENDPOINT) || has("otel.exporter.otlp." + signal + ".endpoint");
    }
}
