package io.signalbox.dataplane.connection;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Where a client is: what a load balancer says of it by the PROXY protocol, or else the other end of its connection. */
final class ClientAddress {

    private static final AttributeKey<InetSocketAddress> PROXIED = AttributeKey.valueOf(ClientAddress.class, "PROXIED");

    private ClientAddress() {}

    static void set(Channel client, InetSocketAddress address) {
        client.attr(PROXIED).set(address);
    }

    static SocketAddress of(Channel client) {
        return client.hasAttr(PROXIED) ? client.attr(PROXIED).get() : client.remoteAddress();
    }
}
