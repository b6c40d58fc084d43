package io.signalbox.routing;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one form of an address to listen on, of which users know several spellings. Names are not looked up. */
public final class ListenAddress {

    /** Every IPv4 address of a host. */
    public static final String ANY_IPV4 = "0.0.0.0";

    /** Every address of a host, IPv4 included. */
    public static final String ANY = "::";

    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final int IPV6_GROUPS = 8;

    private ListenAddress() {}

    /** Equal for two addresses that are the same socket's; {@code localhost} is 127.0.0.1 alone (contract section 2.4). */
    public static String canonical(String declared) {
        String text = declared.toLowerCase(Locale.ROOT);
        if (text.indexOf(':') >= 0) {
            return ipv6(text);
        }
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        return name.equals("localhost") ? "127.0.0.1" : ipv4(name);
    }

    /** Whether a socket with one of these addresses takes connections to the other, on one port; both are canonical. */
    public static boolean overlap(String one, String other) {
        return one.equals(other) || covers(one, other) || covers(other, one);
    }

    private static boolean covers(String wildcard, String address) {
        return wildcard.equals(ANY)
                || (wildcard.equals(ANY_IPV4) && IPV4.matcher(address).matches());
    }

    private static String ipv4(String name) {
        Matcher parts = IPV4.matcher(name);
        if (!parts.matches()) {
            return name;
        }
        StringBuilder address = new StringBuilder();
        for (int i = 1; i <= parts.groupCount(); i++) {
            address.append(i == 1 ? "" : ".").append(Integer.parseInt(parts.group(i)));
        }
        return address.toString();
    }

    private static String ipv6(String text) {
        int zone = text.indexOf('%');
        String bare = zone < 0 ? text : text.substring(0, zone);
        try {
            InetAddress address = InetAddress.getByName(bare); // with a colon in it, never a name
            return address instanceof Inet4Address
                    ? address.getHostAddress()
                    : compressed(address.getAddress()) + (zone < 0 ? "" : text.substring(zone));
        } catch (UnknownHostException e) {
            return text; // who binds it says what is wrong
        }
    }

    /** RFC 5952: the longest run of zeros is left out. */
    private static String compressed(byte[] address) {
        int[] groups = new int[IPV6_GROUPS];
        int runStart = -1;
        int runLength = 1; // a single zero is written
        int zeros = 0;
        for (int i = 0; i < IPV6_GROUPS; i++) {
            groups[i] = ((address[2 * i] & 0xff) << 8) | (address[2 * i + 1] & 0xff);
            zeros = groups[i] == 0 ? zeros + 1 : 0;
            if (zeros > runLength) {
                runLength = zeros;
                runStart = i + 1 - zeros;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < IPV6_GROUPS; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
            } else {
                boolean first = text.length() == 0 || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
