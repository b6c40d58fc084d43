package io.signalbox.routing;

import java.util.Optional;

/** A host, as a name or an address, and a TCP port from 1 to 65535. */
public record HostPort(String host, int port) {

    /** Of DNS, with a dot at its end. */
    private static final int MAX_HOST_LENGTH = 254;

    private static final int MAX_PORT = 65_535;

    public HostPort {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host must not be empty");
        }
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("port must be from 1 to 65535, is " + port);
        }
    }

    /**
     * Reads {@code host:port} or {@code [ipv6]:port}.
     *
     * @throws IllegalArgumentException when the text has neither form
     */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("must be host:port or [ipv6]:port");
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an IPv6 address must stand in brackets");
        }
        return new HostPort(bracketed ? host.substring(1, host.length() - 1) : host, port(text.substring(colon + 1)));
    }

    /**
     * An address in another program's spelling; empty when no host can have this name, or the port is none. A name that is
     * looked up and shown must not hold anything but the characters of names and addresses.
     */
    public static Optional<HostPort> find(String host, int port) {
        boolean possible = !host.isEmpty()
                && host.length() <= MAX_HOST_LENGTH
                && host.chars().allMatch(HostPort::isOfHosts)
                && port >= 1
                && port <= MAX_PORT;
        return possible ? Optional.of(new HostPort(host, port)) : Optional.empty();
    }

    private static boolean isOfHosts(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || ".-_:%[]".indexOf(c) >= 0; // of IPv6 addresses, too
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("port must be a number", e);
        }
    }
}
