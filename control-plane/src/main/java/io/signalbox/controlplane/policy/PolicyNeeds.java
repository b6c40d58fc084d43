package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.entity.EntityStore;
import io.signalbox.controlplane.gateway.StoredNeeds;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What policies do that old nodes do not know. */
@Component
class PolicyNeeds implements StoredNeeds {

    private final EntityStore store;

    PolicyNeeds(EntityStore store) {
        this.store = store;
    }

    @Override
    public Stream<Stored> of(UUID gatewayId) {
        return PolicyFamily.ALL.stream()
                .flatMap(family -> store.all(family.type(), gatewayId).stream())
                .flatMap(policy -> policy.spec().needs().stream().map(need -> new Stored(policy.title(), need)));
    }
}
