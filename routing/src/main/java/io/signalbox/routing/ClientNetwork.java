package io.signalbox.routing;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** For whom limits of addresses are kept: who has one address of IPv6 has, as a rule, the whole network around it (RFC 6177). */
public final class ClientNetwork {

    private static final int NETWORK_BYTES = 8; // a /64

    private ClientNetwork() {}

    /** An address of IPv4 as it is, one of IPv6 with the bits behind its first 64 cleared. */
    public static InetAddress of(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }
}
