package io.signalbox.controlplane.listener;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.paging.Page;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/event-gateways/{gatewayId}/listeners")
class ListenerController {

    private final ListenerService listeners;

    ListenerController(ListenerService listeners) {
        this.listeners = listeners;
    }

    @GetMapping
    Page<Listener> list(@PathVariable UUID gatewayId, ListQuery query) {
        return listeners.list(gatewayId, query.page(ListQuery.NAME_CONTAINS, "filter[virtual_cluster_id][eq]"));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Listener create(@PathVariable UUID gatewayId, BodyReader body) {
        return listeners.create(gatewayId, body);
    }

    @GetMapping("/{eventGatewayListenerId}")
    Listener get(@PathVariable UUID gatewayId, @PathVariable UUID eventGatewayListenerId) {
        return listeners.get(gatewayId, eventGatewayListenerId);
    }

    @PutMapping("/{eventGatewayListenerId}")
    Listener replace(@PathVariable UUID gatewayId, @PathVariable UUID eventGatewayListenerId, BodyReader body) {
        return listeners.replace(gatewayId, eventGatewayListenerId, body);
    }

    @DeleteMapping("/{eventGatewayListenerId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID gatewayId, @PathVariable UUID eventGatewayListenerId) {
        listeners.delete(gatewayId, eventGatewayListenerId);
    }
}
