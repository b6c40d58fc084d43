package io.signalbox.controlplane.topology;

import io.signalbox.controlplane.gateway.Gateway;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.node.NodeService;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** Reads the whole of a gateway in a few statements, however large it is; all of one moment. */
@Service
class TopologyService {

    private final GatewayService gateways;
    private final TopologyRepository entities;
    private final NodeService nodes;

    TopologyService(GatewayService gateways, TopologyRepository entities, NodeService nodes) {
        this.gateways = gateways;
        this.entities = entities;
        this.nodes = nodes;
    }

    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    Topology of(UUID gatewayId) {
        gateways.checkExists(gatewayId);
        long version = gateways.state(gatewayId).orElseThrow().version(); // of this moment, too
        return new TopologyGraph(entities.rows(gatewayId), nodes.live(gatewayId), nodes.brokersOf(gatewayId))
                .at(Gateway.versionText(version));
    }
}
