package io.signalbox.controlplane.changelog;

import io.signalbox.controlplane.gateway.Gateway;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.paging.Page;
import io.signalbox.controlplane.paging.PageRequest;
import io.signalbox.controlplane.problem.Problem;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ChangeController {

    private static final int MAX_DESCRIBED = 100; // on a page

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

    @GetMapping("/v1/event-gateways/{gatewayId}/changes/{version}")
    Page<DescribedChange> get(@PathVariable UUID gatewayId, @PathVariable String version, ListQuery query) {
        PageRequest page = query.page().atMost(MAX_DESCRIBED);
        gateways.checkExists(gatewayId);
        return Gateway.versionOf(version)
                .filter(number -> entries.has(gatewayId, number))
                .map(number -> entries.described(gatewayId, number, page))
                .orElseThrow(() -> new Problem.NotFound(
                        "Version [" + version + "] of event gateway [" + gatewayId + "] is not in its change log"));
    }
}
