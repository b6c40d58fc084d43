package io.signalbox.dataplane.kafka.rewrite;

import io.signalbox.routing.HostPort;
import java.util.Optional;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.Errors;

/**
 * FindCoordinator: one coordinator up to version 3, a list from version 4. One that is not exposed is not available for
 * now, which clients retry.
 */
final class FindCoordinatorRewriter {

    private static final int NONE = -1;

    private FindCoordinatorRewriter() {}

    static SeenBrokers rewrite(FindCoordinatorResponseData body, Advertiser advertiser) {
        SeenBrokers.Collector seen = new SeenBrokers.Collector();
        rewriteSingle(body, advertiser, seen);
        for (Coordinator coordinator : body.coordinators()) {
            rewriteListed(coordinator, advertiser, seen);
        }
        return seen.some();
    }

    private static Optional<HostPort> address(
            int nodeId, String host, int port, Advertiser advertiser, SeenBrokers.Collector seen) {
        return seen.add(nodeId, host, port) ? advertiser.advertise(nodeId) : Optional.empty();
    }

    private static void rewriteSingle(
            FindCoordinatorResponseData body, Advertiser advertiser, SeenBrokers.Collector seen) {
        if (body.host().isEmpty()) {
            return; // an error, or the list is used
        }
        Optional<HostPort> address = address(body.nodeId(), body.host(), body.port(), advertiser, seen);
        if (address.isPresent()) {
            body.setHost(address.get().host()).setPort(address.get().port());
        } else {
            body.setErrorCode(Errors.COORDINATOR_NOT_AVAILABLE.code())
                    .setErrorMessage(Errors.COORDINATOR_NOT_AVAILABLE.message())
                    .setNodeId(NONE)
                    .setHost("")
                    .setPort(NONE);
        }
    }

    private static void rewriteListed(Coordinator coordinator, Advertiser advertiser, SeenBrokers.Collector seen) {
        if (coordinator.host().isEmpty()) {
            return;
        }
        Optional<HostPort> address =
                address(coordinator.nodeId(), coordinator.host(), coordinator.port(), advertiser, seen);
        if (address.isPresent()) {
            coordinator.setHost(address.get().host()).setPort(address.get().port());
        } else {
            coordinator
                    .setErrorCode(Errors.COORDINATOR_NOT_AVAILABLE.code())
                    .setErrorMessage(Errors.COORDINATOR_NOT_AVAILABLE.message())
                    .setNodeId(NONE)
                    .setHost("")
                    .setPort(NONE);
        }
    }
}
