package io.signalbox.controlplane.inquiry;

import io.signalbox.controlplane.paging.ListQuery;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/event-gateways/{gatewayId}")
class InquiryController {

    private final InquiryService nodes;

    InquiryController(InquiryService nodes) {
        this.nodes = nodes;
    }

    @GetMapping("/connections")
    ConnectionsView<ConnectionsView.Connection> connections(@PathVariable UUID gatewayId, ListQuery query) {
        return ConnectionsView.connections(nodes.ask(gatewayId, ConnectionQuery.connections(query)));
    }

    @GetMapping("/rejections")
    ConnectionsView<ConnectionsView.Rejected> rejections(@PathVariable UUID gatewayId, ListQuery query) {
        return ConnectionsView.rejections(nodes.ask(gatewayId, ConnectionQuery.rejections(query)));
    }
}
