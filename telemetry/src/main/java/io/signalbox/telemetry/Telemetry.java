package io.signalbox.telemetry;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.Optional;

/** Where a process sends what it counts, does and logs. For any thread; no call waits for anything. */
public interface Telemetry extends AutoCloseable {

    /** Sends nothing. */
    Telemetry OFF = new Telemetry() {};

    /**
     * Begins to send, if the environment names a collector.
     *
     * @param who the process, unless the environment says otherwise
     * @throws InvalidTelemetryException when a variable has a value that it cannot have
     */
    static Telemetry open(Map<String, String> environment, Who who) {
        OtelVariables variables = new OtelVariables(environment);
        return variables.areOff() ? OFF : OtlpTelemetry.open(variables, who);
    }

    /**
     * What tells one process from another.
     *
     * @param service the default of {@code service.name}
     * @param attributes further ones of the resource
     */
    record Who(String service, Map<String, String> attributes) {
        public Who {
            attributes = Map.copyOf(attributes);
        }
    }

    /**
     * Has all that is counted there sent from now on; and counts there what becomes of what is sent.
     *
     * @param before is run each time before it is read
     */
    default void watch(PrometheusMeterRegistry registry, Runnable before) {}

    /** Whether spans are sent; without, there is no need to make one. */
    default boolean takesSpans() {
        return false;
    }

    /** One in how many requests is to be offered: all of them, where a sampler was chosen. */
    default int requestsPerSpan() {
        return Integer.MAX_VALUE;
    }

    /** Something is over. */
    default void record(Span span) {}

    /** Sends what is left, for a short time. */
    @Override
    default void close() {}

    /**
     * Something that was done.
     *
     * @param beganNanos by {@link System#nanoTime}
     * @param endedNanos by the same clock
     * @param attributes texts and numbers
     * @param parent W3C's {@code traceparent} of what it is a part of
     */
    record Span(
            String name,
            Kind kind,
            long beganNanos,
            long endedNanos,
            Map<String, Object> attributes,
            boolean failed,
            Optional<String> parent) {}

    /** Who wanted it. */
    enum Kind {
        SERVER,
        INTERNAL
    }
}
