package io.signalbox.controlplane.entity;

import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestMethod;

/** Maps the paths of each kind of entity. */
@Component
class EntityRoutes implements SmartInitializingSingleton {

    private static final String GATEWAY = "/v1/event-gateways/{gatewayId}/";

    private final Routes routes;
    private final List<EntityRules<?>> rules;
    private final EntityService entities;

    EntityRoutes(Routes routes, List<EntityRules<?>> rules, EntityService entities) {
        this.routes = routes;
        this.rules = rules;
        this.entities = entities;
    }

    @Override
    public void afterSingletonsInstantiated() {
        rules.forEach(this::add);
    }

    private void add(EntityRules<?> one) {
        EntityController<?> controller = new EntityController<>(one, entities);
        String collection = GATEWAY + one.collection();
        String entity = collection + "/{id}";
        routes.add(RequestMethod.GET, collection, controller, "list");
        routes.add(RequestMethod.POST, collection, controller, "create");
        routes.add(RequestMethod.GET, entity, controller, "get");
        if (one.isReplaceable()) {
            routes.add(RequestMethod.PUT, entity, controller, "replace");
        }
        routes.add(RequestMethod.DELETE, entity, controller, "delete");
    }
}
