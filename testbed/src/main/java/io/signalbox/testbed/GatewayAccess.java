package io.signalbox.testbed;

import java.nio.file.Path;
import java.util.List;

/**
 * What a node needs to know to be given a gateway's configuration.
 *
 * @param controlPlanes host:port of the config stream, of one replica or several
 * @param controlPlaneCa the CA by which it knows them
 * @param certificate the one by which they know it; registered with the gateway
 */
public record GatewayAccess(
        List<String> controlPlanes, Path controlPlaneCa, String gatewayId, NodeCertificate certificate) {

    public GatewayAccess {
        controlPlanes = List.copyOf(controlPlanes);
    }
}
