package io.signalbox.controlplane.listener;

import io.signalbox.controlplane.gateway.Change;
import io.signalbox.controlplane.gateway.Row;
import io.signalbox.controlplane.gateway.Stamp;
import io.signalbox.controlplane.gateway.Versioned;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "listener")
class ListenerEntity implements Row {

    @Id
    private UUID id = UUID.randomUUID();

    @SuppressWarnings("UnusedVariable") // the repository asks for it
    private UUID gatewayId = id; // by id: no entity refers to another package's entity

    private String name = "";
    private String description = "";

    @Column(columnDefinition = "text[]")
    @JdbcTypeCode(SqlTypes.ARRAY)
    private List<String> addresses = List.of();

    @Column(columnDefinition = "text[]")
    @JdbcTypeCode(SqlTypes.ARRAY)
    private List<String> ports = List.of();

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> labels = Map.of();

    @Embedded
    private Stamp stamp = new Stamp();

    @Version
    private @Nullable Long revision; // an object: null tells Spring Data that the row is new

    protected ListenerEntity() {}

    ListenerEntity(Change change, ListenerRequest request) {
        gatewayId = change.gatewayId();
        stamp = new Stamp(change);
        write(request);
    }

    /** A request that changes nothing leaves everything as it is, the version too. */
    final void replace(Change change, ListenerRequest request) {
        if (!request.equals(asRequest())) {
            write(request);
            stamp.update(change);
        }
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public Stamp stamp() {
        return stamp;
    }

    Listener toRecord() {
        return new Listener(id, name, description, addresses, ports, labels, stamp.createdAt(), stamp.updatedAt());
    }

    Versioned<Listener> versioned() {
        return new Versioned<>(id, toRecord(), stamp.changedAtVersion());
    }

    private ListenerRequest asRequest() {
        return new ListenerRequest(name, description, addresses, ports, labels);
    }

    private void write(ListenerRequest request) {
        name = request.name();
        description = request.description();
        addresses = request.addresses();
        ports = request.ports();
        labels = request.labels();
    }
}
