package io.signalbox.controlplane.statickey;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.paging.Page;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/event-gateways/{gatewayId}/static-keys")
class StaticKeyController {

    private final StaticKeyService keys;

    StaticKeyController(StaticKeyService keys) {
        this.keys = keys;
    }

    @GetMapping
    Page<StaticKey> list(@PathVariable UUID gatewayId, ListQuery query) {
        return keys.list(gatewayId, query.page(ListQuery.NAME_CONTAINS));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    StaticKey create(@PathVariable UUID gatewayId, BodyReader body) {
        return keys.create(gatewayId, body);
    }

    @GetMapping("/{staticKeyId}")
    StaticKey get(@PathVariable UUID gatewayId, @PathVariable UUID staticKeyId) {
        return keys.get(gatewayId, staticKeyId);
    }

    @DeleteMapping("/{staticKeyId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID gatewayId, @PathVariable UUID staticKeyId) {
        keys.delete(gatewayId, staticKeyId);
    }
}
