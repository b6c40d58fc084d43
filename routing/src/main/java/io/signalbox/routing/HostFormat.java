package io.signalbox.routing;

import java.util.Optional;

/**
 * The {@code broker_host_format} of an {@code sni} policy: how target and DNS label stand in a host name before the
 * suffix (contract section 3.4).
 */
public enum HostFormat {
    /** {@code broker-2.orders}: a wildcard certificate for each virtual cluster. */
    PER_CLUSTER_SUFFIX('.'),
    /** {@code broker-2-orders}: one wildcard certificate for all. */
    SHARED_SUFFIX('-');

    private static final String BOOTSTRAP = "bootstrap";
    private static final String BROKER = "broker-";
    private static final int MAX_ID_DIGITS = 10;

    private final char separator;

    HostFormat(char separator) {
        this.separator = separator;
    }

    /** What a host name says, suffix aside. */
    public record Name(Target target, String dnsLabel) {}

    /** The host name, suffix aside. */
    public String write(Name name) {
        return name.target().match(bootstrap -> BOOTSTRAP, nodeId -> BROKER + nodeId) + separator + name.dnsLabel();
    }

    /** Reads what {@link #write} writes, and nothing else; every text has one reading at most. */
    Optional<Name> read(String text) {
        if (text.startsWith(BOOTSTRAP)) {
            return label(text, BOOTSTRAP.length()).map(label -> new Name(Target.BOOTSTRAP, label));
        }
        if (!text.startsWith(BROKER)) {
            return Optional.empty();
        }
        int end = BROKER.length();
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        int nodeId = nodeId(text, BROKER.length(), end);
        return nodeId < 0
                ? Optional.empty()
                : label(text, end).map(label -> new Name(new Target.Broker(nodeId), label));
    }

    /** What stands behind the separator at {@code index}: a label, so not empty and without a dot. */
    private Optional<String> label(String text, int index) {
        boolean isLabel =
                text.length() > index + 1 && text.charAt(index) == separator && text.indexOf('.', index + 1) < 0;
        return isLabel ? Optional.of(text.substring(index + 1)) : Optional.empty();
    }

    /** -1 for what is no node id: no digits, a leading zero, or more than an int holds. */
    private static int nodeId(String text, int start, int end) {
        int digits = end - start;
        if (digits == 0 || digits > MAX_ID_DIGITS || (digits > 1 && text.charAt(start) == '0')) {
            return -1;
        }
        long id = Long.parseLong(text, start, end, 10);
        return id > Integer.MAX_VALUE ? -1 : (int) id;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9'; // Character.isDigit knows more alphabets than host names do
    }
}
