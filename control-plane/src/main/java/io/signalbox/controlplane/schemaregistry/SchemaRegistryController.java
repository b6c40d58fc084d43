package io.signalbox.controlplane.schemaregistry;

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
@RequestMapping("/v1/event-gateways/{gatewayId}/schema-registries")
class SchemaRegistryController {

    private final SchemaRegistryService registries;

    SchemaRegistryController(SchemaRegistryService registries) {
        this.registries = registries;
    }

    @GetMapping
    Page<SchemaRegistry> list(@PathVariable UUID gatewayId, ListQuery query) {
        return registries.list(gatewayId, query.page(ListQuery.NAME_CONTAINS));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    SchemaRegistry create(@PathVariable UUID gatewayId, BodyReader body) {
        return registries.create(gatewayId, body);
    }

    @GetMapping("/{schemaRegistryId}")
    SchemaRegistry get(@PathVariable UUID gatewayId, @PathVariable UUID schemaRegistryId) {
        return registries.get(gatewayId, schemaRegistryId);
    }

    @PutMapping("/{schemaRegistryId}")
    SchemaRegistry replace(@PathVariable UUID gatewayId, @PathVariable UUID schemaRegistryId, BodyReader body) {
        return registries.replace(gatewayId, schemaRegistryId, body);
    }

    @DeleteMapping("/{schemaRegistryId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID gatewayId, @PathVariable UUID schemaRegistryId) {
        registries.delete(gatewayId, schemaRegistryId);
    }
}
