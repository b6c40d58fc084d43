package io.signalbox.controlplane.schemaregistry;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.controlplane.entity.EntityRules;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.entity.Unique;
import java.util.List;
import org.springframework.stereotype.Component;

/** The schema registries of a gateway. */
@Component
class SchemaRegistries implements EntityRules<SchemaRegistry> {

    @Override
    public EntityType<SchemaRegistry> type() {
        return SchemaRegistry.TYPE;
    }

    @Override
    public String collection() {
        return "schema-registries";
    }

    @Override
    public Draft<SchemaRegistry> read(BodyReader body) {
        SchemaRegistry sent = SchemaRegistryRequest.read(body);
        return attempt -> attempt.stored()
                .map(stored -> SchemaRegistryRequest.keeping(sent, stored, attempt.invalid()))
                .orElse(sent);
    }

    @Override
    public List<Unique> unique(SchemaRegistry registry) {
        return List.of(Unique.name(registry.name()));
    }
}
