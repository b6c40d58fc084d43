package io.signalbox.routing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One entry of a listener's {@code ports}: a port, or a range with both ends; 1 to 65535 (contract section 2.4). */
public record PortRange(int first, int last) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

    public PortRange {
        if (first < 1 || last > 65_535) {
            throw new IllegalArgumentException("ports must be from 1 to 65535");
        }
        if (first > last) {
            throw new IllegalArgumentException("a range must not end before it starts");
        }
    }

    /**
     * Reads {@code 9092} or {@code 9092-9094}.
     *
     * @throws IllegalArgumentException when the text has neither form, or the numbers are out of range or reversed
     */
    public static PortRange parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a port or a range such as 9092-9094");
        }
        int first = Integer.parseInt(matcher.group(1));
        return new PortRange(first, matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2)));
    }

    public boolean overlaps(PortRange other) {
        return first <= other.last && other.first <= last;
    }

    public int size() {
        return last - first + 1;
    }
}
