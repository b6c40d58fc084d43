package io.signalbox.controlplane.gateway;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One configuration space, as the API shows it. */
public record Gateway(
        UUID id,
        String name,
        String description,
        String minRuntimeVersion,
        Map<String, String> labels,
        long nodesTotal,
        long virtualClustersTotal,
        String version,
        Instant createdAt,
        Instant updatedAt) {

    private static final Pattern VERSION = Pattern.compile("v1\\.([1-9]\\d{0,17})");

    /** A version as the API writes it; nodes report the one they applied in the same form. */
    public static String versionText(long version) {
        return "v1." + version;
    }

    /** Of a text that {@link #versionText} wrote. */
    public static Optional<Long> versionOf(String text) {
        Matcher matcher = VERSION.matcher(text);
        return matcher.matches() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
    }
}
