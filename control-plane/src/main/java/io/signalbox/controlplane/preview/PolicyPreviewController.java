package io.signalbox.controlplane.preview;

import io.signalbox.controlplane.body.BodyReader;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/event-gateways/{gatewayId}/virtual-clusters/{virtualClusterId}/policy-preview")
class PolicyPreviewController {

    private final PolicyPreviewService previews;

    PolicyPreviewController(PolicyPreviewService previews) {
        this.previews = previews;
    }

    @PostMapping
    PolicyPreview policies(@PathVariable UUID gatewayId, @PathVariable UUID virtualClusterId, BodyReader body) {
        return previews.policies(gatewayId, virtualClusterId, body);
    }
}
