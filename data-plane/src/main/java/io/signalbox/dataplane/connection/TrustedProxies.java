package io.signalbox.dataplane.connection;

import io.netty.channel.Channel;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;

/** Load balancers that say by the PROXY protocol for whom they connect: the networks that they connect from. */
public record TrustedProxies(List<IpSubnetFilterRule> networks) {

    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    public TrustedProxies {
        networks = List.copyOf(networks);
    }

    /**
     * Reads addresses and networks, parted by commas: {@code 10.0.0.0/8, 2001:db8::7}.
     *
     * @throws IllegalArgumentException when one is neither
     */
    public static TrustedProxies parse(String text) {
        return new TrustedProxies(Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(TrustedProxies::network)
                .toList());
    }

    boolean include(Channel client) {
        if (networks.isEmpty() || !(client.remoteAddress() instanceof InetSocketAddress remote)) {
            return false;
        }
        for (IpSubnetFilterRule network : networks) {
            if (network.matches(remote)) {
                return true;
            }
        }
        return false;
    }

    private static IpSubnetFilterRule network(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean ipv6 = NetUtil.isValidIpV6Address(address);
        int bits = ipv6 ? IPV6_BITS : IPV4_BITS;
        String length = slash < 0 ? Integer.toString(bits) : text.substring(slash + 1);
        if ((!ipv6 && !NetUtil.isValidIpV4Address(address))
                || !length.matches("\\d{1,3}")
                || Integer.parseInt(length) > bits) {
            throw new IllegalArgumentException(
                    "must be addresses or networks such as 10.0.0.0/8, parted by commas; [" + text + "] is neither");
        }
        return new IpSubnetFilterRule(address, Integer.parseInt(length), IpFilterRuleType.ACCEPT);
    }
}
