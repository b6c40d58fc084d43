package io.signalbox.dataplane.control;

import io.signalbox.routing.HostPort;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Who this node is, and whom it asks.
 *
 * @param controlPlanes any of them will do
 * @param trustedCa certificates that the control planes' are signed by; absent: the Java platform's own
 * @param certificate PEM, registered as a data-plane certificate of the gateway
 * @param key PEM, PKCS#8, the certificate's
 */
public record NodeIdentity(
        UUID nodeId,
        UUID gatewayId,
        String hostname,
        String release,
        List<HostPort> controlPlanes,
        Optional<Path> trustedCa,
        Path certificate,
        Path key) {

    public NodeIdentity {
        controlPlanes = List.copyOf(controlPlanes);
    }
}
