package io.signalbox.controlplane.gateway;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node's release, as far as compatibility goes: its first two numbers. */
public record RuntimeVersion(int major, int minor) implements Comparable<RuntimeVersion> {

    public static final RuntimeVersion V1_1 = new RuntimeVersion(1, 1);
    public static final RuntimeVersion V1_2 = new RuntimeVersion(1, 2);

    static final String DEFAULT = "1.2";

    private static final List<String> KNOWN = List.of("1.0", "1.1", "1.2", "1.3");
    private static final Pattern FORM = Pattern.compile("v?(\\d{1,6})\\.(\\d{1,6})(?:[.+-].*)?");

    /** Reads {@code 1.2}, {@code 1.2.3} or {@code 1.2.3-SNAPSHOT}. */
    public static Optional<RuntimeVersion> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(
                        new RuntimeVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /** Whether a node of this release may have the configuration of a gateway with this minimum. */
    public static boolean suffices(String release, String minimum) {
        Optional<RuntimeVersion> own = parse(release);
        return parse(minimum)
                .map(least ->
                        own.filter(version -> version.compareTo(least) >= 0).isPresent())
                .orElse(true);
    }

    static boolean isKnown(String text) {
        return KNOWN.contains(text);
    }

    static String known() {
        return String.join(", ", KNOWN);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }

    @Override
    public int compareTo(RuntimeVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }
}
