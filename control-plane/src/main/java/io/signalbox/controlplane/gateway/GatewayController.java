package io.signalbox.controlplane.gateway;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.paging.Page;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/event-gateways")
class GatewayController {

    private final GatewayService gateways;

    GatewayController(GatewayService gateways) {
        this.gateways = gateways;
    }

    @GetMapping
    Page<Gateway> list(ListQuery query) {
        return gateways.list(query.page(ListQuery.NAME_CONTAINS));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Gateway create(BodyReader body) {
        return gateways.create(body);
    }

    @GetMapping("/{gatewayId}")
    Gateway get(@PathVariable UUID gatewayId) {
        return gateways.get(gatewayId);
    }

    @PutMapping("/{gatewayId}")
    Gateway replace(@PathVariable UUID gatewayId, BodyReader body) {
        return gateways.update(gatewayId, body, GatewayRequest.put(body));
    }

    @PatchMapping("/{gatewayId}")
    Gateway patch(@PathVariable UUID gatewayId, BodyReader body) {
        return gateways.update(gatewayId, body, GatewayRequest.patch(body));
    }

    @DeleteMapping("/{gatewayId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID gatewayId) {
        gateways.delete(gatewayId);
    }
}
