package io.signalbox.controlplane.changelog;

import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.paging.Page;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ChangeController {

    private final ChangeRepository entries;
    private final GatewayService gateways;

    ChangeController(ChangeRepository entries, GatewayService gateways) {
        this.entries = entries;
        this.gateways = gateways;
    }

    @GetMapping("/v1/event-gateways/{gatewayId}/changes")
    Page<RecordedChange> list(@PathVariable UUID gatewayId, ListQuery query) {
        gateways.checkExists(gatewayId);
        return entries.page(gatewayId, query.page());
    }
}
