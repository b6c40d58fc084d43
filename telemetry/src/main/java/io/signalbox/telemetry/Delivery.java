package io.signalbox.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of the spans, metrics or log lines that are sent: counted, and told of when it begins and ends to fail. */
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    static final String METRICS = "metrics";

    private final String signal;
    private final LongAdder taken = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final AtomicBoolean failing = new AtomicBoolean();

    Delivery(String signal) {
        this.signal = signal;
    }

    void taken() {
        taken.increment();
    }

    /** So many are on their way. */
    CompletableResultCode watch(CompletableResultCode result, int items) {
        return result.whenComplete(() -> {
            if (result.isSuccess()) {
                sent.add(items);
                if (failing.compareAndSet(true, false)) {
                    LOG.info("telemetry is delivered again: signal={}", signal);
                }
            } else {
                failed.add(items);
                if (failing.compareAndSet(false, true)) {
                    LOG.warn("telemetry cannot be delivered: signal={} reason={}", signal, reason(result));
                }
            }
        });
    }

    private static String reason(CompletableResultCode result) {
        Throwable failure = result.getFailureThrowable();
        return failure == null
                ? "refused, or no answer in time"
                : failure.getClass().getSimpleName();
    }

    void register(MeterRegistry registry) {
        if (!signal.equals(METRICS)) { // those are read when they are sent
            counter(registry, "taken", taken);
        }
        counter(registry, "sent", sent);
        counter(registry, "failed", failed);
    }

    private void counter(MeterRegistry registry, String result, LongAdder count) {
        FunctionCounter.builder("signalbox.telemetry", count, LongAdder::doubleValue)
                .description("Spans, points and log lines for the collector, and what became of them")
                .tag("signal", signal)
                .tag("result", result)
                .register(registry);
    }
}
