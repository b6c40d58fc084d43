package io.signalbox.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ClientNetworkTest {

    @Test
    void eachAddressOfIpv4StandsForItself() throws UnknownHostException {
        assertThat(network("192.0.2.7")).isEqualTo(InetAddress.getByName("192.0.2.7"));
        assertThat(network("192.0.2.7")).isNotEqualTo(network("192.0.2.8"));
    }

    @Test
    void addressesOfOneNetworkOfIpv6AreOne() throws UnknownHostException {
        assertThat(network("2001:db8:1:2::7")).isEqualTo(network("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assertThat(network("2001:db8:1:2::7")).isNotEqualTo(network("2001:db8:1:3::7"));
    }

    private static InetAddress network(String address) throws UnknownHostException {
        return ClientNetwork.of(InetAddress.getByName(address));
    }
}
