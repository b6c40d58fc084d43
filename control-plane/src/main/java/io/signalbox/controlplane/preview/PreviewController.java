package io.signalbox.controlplane.preview;

import io.signalbox.controlplane.body.BodyReader;
import java.util.UUID;
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
}
