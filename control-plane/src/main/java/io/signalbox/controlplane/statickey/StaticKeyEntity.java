package io.signalbox.controlplane.statickey;

import io.signalbox.controlplane.gateway.Change;
import io.signalbox.controlplane.gateway.Row;
import io.signalbox.controlplane.gateway.Stamp;
import io.signalbox.controlplane.secret.Secret;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "static_key")
class StaticKeyEntity implements Row {

    @Id
    private UUID id = UUID.randomUUID();

    @SuppressWarnings("UnusedVariable") // the repository asks for it
    private UUID gatewayId = id; // by id: no entity refers to another package's entity

    private String name = "";
    private String description = "";

    @JdbcTypeCode(SqlTypes.JSON)
    private Secret value = Secret.LEFT_OUT;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> labels = Map.of();

    @Embedded
    private Stamp stamp = new Stamp();

    @Version
    private @Nullable Long revision; // an object: null tells Spring Data that the row is new

    protected StaticKeyEntity() {}

    StaticKeyEntity(Change change, StaticKeyRequest request) {
        gatewayId = change.gatewayId();
        name = request.name();
        description = request.description();
        value = request.value();
        labels = request.labels();
        stamp = new Stamp(change);
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

    StaticKey toRecord() {
        return new StaticKey(id, name, description, labels, value, stamp.createdAt(), stamp.updatedAt());
    }
}
