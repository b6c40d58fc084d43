package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.testbed.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import tools.jackson.databind.JsonNode;

/** A second way into a gateway: by TLS and server name, to a virtual cluster that works and to one whose brokers are not there. */
record ByName(int port, String authorityPem) {

    private static final String SUFFIX = ".kafka.example.com";
    private static final Duration DAY = Duration.ofDays(1);

    /** In front of the gateway's first backend cluster. */
    static ByName declare(Gateway gateway) {
        JsonNode brokers = gateway.api()
                .get(gateway.path("/backend-clusters"))
                .path("data")
                .path(0);
        gateway.virtualCluster("payments", brokers);
        gateway.virtualCluster("audit", gateway.backendCluster("archive", List.of("127.0.0.1:" + FreePorts.any())));
        Issuer authority = Issuer.create(KeyKind.EC, "CN=authority", DAY);
        int port = FreePorts.any();
        JsonNode listener = gateway.listener("by-name", Integer.toString(port));
        gateway.policy(
                listener,
                "tls_server",
                Gateway.tlsConfig(
                        authority.issue(CertificateRequest.of(KeyKind.EC, "CN=*" + SUFFIX, DAY, "*" + SUFFIX))));
        gateway.policy(listener, "by-name", "forward_to_virtual_cluster", Gateway.sniConfig(port, SUFFIX));
        gateway.awaitApplied();
        return new ByName(port, authority.authority().certificatePem());
    }

    String host(String virtualCluster) {
        return "bootstrap-" + virtualCluster + SUFFIX;
    }

    Clients clients(String virtualCluster) {
        return new Clients(host(virtualCluster) + ":" + port).overTls(authorityPem, "TLSv1.3");
    }

    /** A client that asks for what there is not. */
    void turnAway(String virtualCluster) throws IOException, NoSuchAlgorithmException {
        SSLContext context = SSLContext.getDefault();
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Patience.LIMIT.toMillis());
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host(virtualCluster))));
            socket.setSSLParameters(parameters);
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
    }
}
