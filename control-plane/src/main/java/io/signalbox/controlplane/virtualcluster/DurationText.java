package io.signalbox.controlplane.virtualcluster;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as users write them: {@code 10s}, {@code 1.5m}, {@code 1h30m}. */
public final class DurationText {

    static final String PATTERN = "(?:\\d{1,9}(?:\\.\\d{1,9})?(?:ns|us|µs|ms|s|m|h|d))+";

    private static final Pattern TERM = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ns", Duration.ofNanos(1),
            "us", Duration.ofNanos(1_000),
            "µs", Duration.ofNanos(1_000),
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private static final BigDecimal NANOS_OF_A_SECOND = BigDecimal.valueOf(1_000_000_000);

    private DurationText() {}

    /** The sum of a text's terms; the text must be of {@link #PATTERN}. */
    public static Duration parse(String text) {
        Duration sum = Duration.ZERO;
        Matcher term = TERM.matcher(text);
        while (term.find()) {
            BigDecimal nanos = new BigDecimal(term.group(1))
                    .multiply(BigDecimal.valueOf(
                            UNITS.getOrDefault(term.group(2), Duration.ZERO).toNanos()));
            BigDecimal[] seconds = nanos.divideAndRemainder(NANOS_OF_A_SECOND);
            sum = sum.plusSeconds(seconds[0].longValueExact()).plusNanos(seconds[1].longValue());
        }
        return sum;
    }
}
