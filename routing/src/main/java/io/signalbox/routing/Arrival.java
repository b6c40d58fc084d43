package io.signalbox.routing;

import java.util.Optional;

/**
 * What a connection shows before its first Kafka byte.
 *
 * @param local the local address at which it came in
 * @param tls whether it speaks TLS
 * @param serverName the host name of its TLS server name indication (RFC 6066), in lower case and without the one dot
 *     that may end it; always empty for plaintext
 */
public record Arrival(HostPort local, boolean tls, Optional<String> serverName) {

    public Arrival {
        serverName = tls ? serverName.map(Arrival::comparable) : Optional.empty();
    }

    public static Arrival plaintext(HostPort local) {
        return new Arrival(local, false, Optional.empty());
    }

    public static Arrival tls(HostPort local, Optional<String> serverName) {
        return new Arrival(local, true, serverName);
    }

    /** ASCII alone is folded: other alphabets have no place in a host name on the wire, and fold by locale. */
    private static String comparable(String name) {
        int end = name.endsWith(".") ? name.length() - 1 : name.length();
        StringBuilder lower = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char c = name.charAt(i);
            lower.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
        }
        return lower.toString();
    }
}
