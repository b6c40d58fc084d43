package io.signalbox.controlplane.topology;

import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class TopologyController {

    private final TopologyService topologies;

    TopologyController(TopologyService topologies) {
        this.topologies = topologies;
    }

    @GetMapping("/v1/event-gateways/{gatewayId}/topology")
    Topology get(@PathVariable UUID gatewayId) {
        return topologies.of(gatewayId);
    }
}
