package io.signalbox.controlplane.preview;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.paging.Page;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/event-gateways/{gatewayId}/listeners/{eventGatewayListenerId}")
class PreviewController {

    private final PreviewService previews;

    PreviewController(PreviewService previews) {
        this.previews = previews;
    }

    @PostMapping("/route-preview")
    RoutePreview route(@PathVariable UUID gatewayId, @PathVariable UUID eventGatewayListenerId, BodyReader body) {
        return previews.route(gatewayId, eventGatewayListenerId, body);
    }

    @GetMapping("/advertised-addresses")
    Page<AdvertisedAddresses> addresses(
            @PathVariable UUID gatewayId, @PathVariable UUID eventGatewayListenerId, ListQuery query) {
        return previews.addresses(gatewayId, eventGatewayListenerId, query.page());
    }
}
