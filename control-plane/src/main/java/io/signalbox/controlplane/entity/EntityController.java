package io.signalbox.controlplane.entity;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.paging.Page;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.ResponseStatus;

/** The collection of one kind of entity; {@link EntityRoutes} says at which path. */
@ResponseBody
class EntityController<S> {

    private final EntityRules<S> rules;
    private final EntityService entities;

    EntityController(EntityRules<S> rules, EntityService entities) {
        this.rules = rules;
        this.entities = entities;
    }

    Page<Object> list(@PathVariable UUID gatewayId, ListQuery query) {
        return entities.list(rules, gatewayId, query);
    }

    @ResponseStatus(HttpStatus.CREATED)
    Object create(@PathVariable UUID gatewayId, BodyReader body) {
        return entities.create(rules, gatewayId, body);
    }

    Object get(@PathVariable UUID gatewayId, @PathVariable UUID id) {
        return entities.get(rules, gatewayId, id);
    }

    Object replace(@PathVariable UUID gatewayId, @PathVariable UUID id, BodyReader body) {
        return entities.replace(rules, gatewayId, id, body);
    }

    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID gatewayId, @PathVariable UUID id) {
        entities.delete(rules, gatewayId, id);
    }
}
