package io.signalbox.dataplane.control;

import io.signalbox.proto.config.v1.Hello;
import io.signalbox.routing.HostPort;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Who this node is, and whom it asks.
 *
 * @param instanceId chosen at each start of the process
 * @param controlPlanes any of them will do
 * @param trustedCa certificates that the control planes' are signed by; absent: the Java platform's own
 * @param certificates the first is registered as a data-plane certificate of the gateway
 * @param key the first certificate's
 */
public record NodeIdentity(
        UUID nodeId,
        UUID instanceId,
        UUID gatewayId,
        String hostname,
        String release,
        List<HostPort> controlPlanes,
        Optional<List<X509Certificate>> trustedCa,
        List<X509Certificate> certificates,
        PrivateKey key) {

    public NodeIdentity {
        controlPlanes = List.copyOf(controlPlanes);
        trustedCa = trustedCa.map(List::copyOf);
        certificates = List.copyOf(certificates);
    }

    /** What a stream begins with, as far as it says who this node is. */
    Hello.Builder hello() {
        return Hello.newBuilder()
                .setNodeId(nodeId.toString())
                .setGatewayId(gatewayId.toString())
                .setHostname(hostname)
                .setVersion(release)
                .setInstanceId(instanceId.toString());
    }
}
