package io.signalbox.controlplane.rollout;

import io.signalbox.controlplane.gateway.Gateway;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which version is waited for, and for how long. */
record RolloutQuery(long version, Duration timeout) {

    static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_LENGTH = 100;
    private static final String PART = "(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h|d)";
    private static final Pattern PARTS = Pattern.compile(PART);
    private static final Pattern DURATION = Pattern.compile("(?:" + PART + ")+");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L);

    /** Without a version, the current one is meant. */
    static RolloutQuery read(ListQuery query, long current) {
        InvalidParameters invalid = new InvalidParameters();
        long version = query.value("version")
                .map(text -> version(text, current, invalid))
                .orElse(current);
        Duration timeout =
                query.value("timeout").map(text -> timeout(text, invalid)).orElse(DEFAULT_TIMEOUT);
        invalid.check();
        return new RolloutQuery(version, timeout);
    }

    private static long version(String text, long current, InvalidParameters invalid) {
        Optional<Long> named = Gateway.versionOf(text);
        if (named.isEmpty()) {
            invalid.add(InvalidParameter.query("version", "invalid", "must be a version such as v1.12"));
            return current;
        }
        long version = named.get();
        if (version > current) {
            invalid.add(InvalidParameter.query(
                    "version",
                    "invalid",
                    "must not be newer than the event gateway's, which is " + Gateway.versionText(current)));
        }
        return version;
    }

    private static Duration timeout(String text, InvalidParameters invalid) {
        Optional<Duration> duration = duration(text);
        if (duration.isEmpty()) {
            invalid.add(InvalidParameter.query("timeout", "invalid", "must be a duration such as 10s or 1m30s"));
        } else if (duration.get().compareTo(MAX_TIMEOUT) > 0) {
            invalid.add(InvalidParameter.query("timeout", "invalid", "must not be longer than 5m"));
        }
        return duration.orElse(DEFAULT_TIMEOUT);
    }

    /** What is longer than any that is allowed is cut to a little more than that. */
    private static Optional<Duration> duration(String text) {
        if (text.length() > MAX_LENGTH || !DURATION.matcher(text).matches()) {
            return Optional.empty();
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher parts = PARTS.matcher(text);
        while (parts.find()) {
            nanos = nanos.add(new BigDecimal(parts.group(1))
                    .multiply(BigDecimal.valueOf(NANOS.getOrDefault(parts.group(2), 0L))));
        }
        BigDecimal tooLong = BigDecimal.valueOf(MAX_TIMEOUT.toNanos() + 1);
        return Optional.of(
                Duration.ofNanos(nanos.min(tooLong).setScale(0, RoundingMode.UP).longValue()));
    }
}
