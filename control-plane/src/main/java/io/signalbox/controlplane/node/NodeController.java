package io.signalbox.controlplane.node;

import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.paging.Page;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/event-gateways/{gatewayId}/nodes")
class NodeController {

    private final NodeService nodes;

    NodeController(NodeService nodes) {
        this.nodes = nodes;
    }

    @GetMapping
    Page<Node> list(@PathVariable UUID gatewayId, ListQuery query) {
        return nodes.list(gatewayId, query.page());
    }

    @GetMapping("/{eventGatewayNodeId}")
    Node get(@PathVariable UUID gatewayId, @PathVariable UUID eventGatewayNodeId) {
        return nodes.get(gatewayId, eventGatewayNodeId);
    }

    @GetMapping("/{eventGatewayNodeId}/status")
    Node.Status status(@PathVariable UUID gatewayId, @PathVariable UUID eventGatewayNodeId) {
        return nodes.status(gatewayId, eventGatewayNodeId);
    }

    @GetMapping("/{eventGatewayNodeId}/errors")
    Page<NodeProblem> errors(@PathVariable UUID gatewayId, @PathVariable UUID eventGatewayNodeId, ListQuery query) {
        return Page.whole(query.path(), nodes.get(gatewayId, eventGatewayNodeId).problems());
    }
}
