package io.signalbox.controlplane.traffic;

import io.signalbox.controlplane.paging.ListQuery;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class TrafficController {

    private final TrafficService traffic;

    TrafficController(TrafficService traffic) {
        this.traffic = traffic;
    }

    @GetMapping("/v1/event-gateways/{gatewayId}/traffic")
    TrafficView get(@PathVariable UUID gatewayId, ListQuery query) {
        return traffic.traffic(gatewayId, TrafficQuery.read(query));
    }

    @GetMapping("/v1/event-gateways/{gatewayId}/nodes/{eventGatewayNodeId}/live")
    LiveView live(@PathVariable UUID gatewayId, @PathVariable UUID eventGatewayNodeId) {
        return traffic.live(gatewayId, eventGatewayNodeId);
    }
}
