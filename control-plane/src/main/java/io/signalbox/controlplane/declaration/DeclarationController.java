package io.signalbox.controlplane.declaration;

import io.signalbox.controlplane.body.Document;
import io.signalbox.controlplane.paging.ListQuery;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping("/v1/event-gateways/{gatewayId}")
class DeclarationController {

    private final Export export;
    private final ApplyService applying;

    DeclarationController(Export export, ApplyService applying) {
        this.export = export;
        this.applying = applying;
    }

    @GetMapping("/export")
    JsonNode export(@PathVariable UUID gatewayId) {
        return export.of(gatewayId);
    }

    @PostMapping("/apply")
    Plan apply(@PathVariable UUID gatewayId, Document document, ListQuery query) {
        return applying.apply(gatewayId, document, ApplyOptions.read(query));
    }
}
