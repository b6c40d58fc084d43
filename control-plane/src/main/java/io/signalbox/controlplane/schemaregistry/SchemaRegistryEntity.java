package io.signalbox.controlplane.schemaregistry;

import io.signalbox.controlplane.gateway.Change;
import io.signalbox.controlplane.gateway.Row;
import io.signalbox.controlplane.gateway.Stamp;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "schema_registry")
class SchemaRegistryEntity implements Row {

    @Id
    private UUID id = UUID.randomUUID();

    @SuppressWarnings("UnusedVariable") // the repository asks for it
    private UUID gatewayId = id; // by id: no entity refers to another package's entity

    private String name = "";
    private String description = "";

    @JdbcTypeCode(SqlTypes.JSON)
    private SchemaRegistry.Config config = new SchemaRegistry.Config("", "", 0, Optional.empty());

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> labels = Map.of();

    @Embedded
    private Stamp stamp = new Stamp();

    @Version
    private @Nullable Long revision; // an object: null tells Spring Data that the row is new

    protected SchemaRegistryEntity() {}

    SchemaRegistryEntity(Change change, SchemaRegistryRequest request) {
        gatewayId = change.gatewayId();
        stamp = new Stamp(change);
        write(request);
    }

    /** A request that changes nothing leaves everything as it is, the version too. */
    final void replace(Change change, SchemaRegistryRequest request) {
        if (!request.equals(new SchemaRegistryRequest(name, description, config, labels))) {
            write(request);
            stamp.update(change);
        }
    }

    @Override
    public UUID id() {
        return id;
    }

    String name() {
        return name;
    }

    @Override
    public Stamp stamp() {
        return stamp;
    }

    SchemaRegistry.Config config() {
        return config;
    }

    SchemaRegistry toRecord() {
        return new SchemaRegistry(
                id, SchemaRegistry.CONFLUENT, name, description, config, labels, stamp.createdAt(), stamp.updatedAt());
    }

    private void write(SchemaRegistryRequest request) {
        name = request.name();
        description = request.description();
        config = request.config();
        labels = request.labels();
    }
}
