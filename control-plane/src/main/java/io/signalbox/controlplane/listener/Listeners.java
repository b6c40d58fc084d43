package io.signalbox.controlplane.listener;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.controlplane.entity.EntityRules;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.entity.ListFilter;
import io.signalbox.controlplane.entity.Unique;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The listeners of a gateway. */
@Component
class Listeners implements EntityRules<Listener> {

    // A forward policy without a single virtual cluster is one by SNI, and leads to every one of the gateway.
    private static final ListFilter LEADING_TO = new ListFilter(
            "filter[virtual_cluster_id][eq]",
            "exists (select 1 from entity p left join entity_reference r on r.from_id = p.id where p.owner_id = e.id"
                    + " and p.spec ->> 'type' = 'forward_to_virtual_cluster'"
                    + " and (r.to_id = :reference or r.to_id is null))");

    @Override
    public EntityType<Listener> type() {
        return Listener.TYPE;
    }

    @Override
    public String collection() {
        return "listeners";
    }

    @Override
    public Draft<Listener> read(BodyReader body) {
        Listener listener = Listener.read(body);
        return attempt -> listener;
    }

    @Override
    public List<Unique> unique(Listener listener) {
        return List.of(Unique.name(listener.name()));
    }

    @Override
    public Optional<ListFilter> filter() {
        return Optional.of(LEADING_TO);
    }
}
