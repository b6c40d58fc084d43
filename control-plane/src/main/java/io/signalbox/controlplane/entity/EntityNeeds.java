package io.signalbox.controlplane.entity;

import io.signalbox.controlplane.gateway.StoredNeeds;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Stored properties, of entities of any kind, that old nodes do not know. */
@Component
class EntityNeeds implements StoredNeeds {

    private final EntityStore store;
    private final List<EntityRules<?>> rules;

    EntityNeeds(EntityStore store, List<EntityRules<?>> rules) {
        this.store = store;
        this.rules = rules;
    }

    @Override
    public Stream<Stored> of(UUID gatewayId) {
        return rules.stream().flatMap(one -> of(one, gatewayId));
    }

    private <S> Stream<Stored> of(EntityRules<S> one, UUID gatewayId) {
        return store.all(one.type(), gatewayId).stream()
                .flatMap(entity -> one.needs(entity.spec()).stream().map(need -> new Stored(entity.title(), need)));
    }
}
