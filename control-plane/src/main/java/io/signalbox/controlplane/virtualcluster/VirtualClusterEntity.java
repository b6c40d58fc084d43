package io.signalbox.controlplane.virtualcluster;

import io.signalbox.controlplane.gateway.Change;
import io.signalbox.controlplane.gateway.Reference;
import io.signalbox.controlplane.gateway.Row;
import io.signalbox.controlplane.gateway.Stamp;
import io.signalbox.controlplane.gateway.Versioned;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "virtual_cluster")
class VirtualClusterEntity implements Row {

    @Id
    private UUID id = UUID.randomUUID();

    private UUID gatewayId = id; // by id: no entity refers to another package's entity
    private String name = "";
    private String description = "";
    private UUID backendClusterId = id;

    @JdbcTypeCode(SqlTypes.JSON)
    private List<ClientAuth> authentication = List.of();

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable Namespace namespace;

    @JdbcTypeCode(SqlTypes.JSON)
    private List<TopicAlias> topicAliases = List.of();

    private String dnsLabel = "";
    private String aclMode = "";

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> labels = Map.of();

    @Embedded
    private Stamp stamp = new Stamp();

    @Version
    private @Nullable Long revision; // an object: null tells Spring Data that the row is new

    protected VirtualClusterEntity() {}

    VirtualClusterEntity(Change change, VirtualClusterRequest request, UUID destination) {
        gatewayId = change.gatewayId();
        stamp = new Stamp(change);
        write(request, destination);
    }

    /** A request that changes nothing leaves everything as it is, the version too. */
    final void replace(Change change, VirtualClusterRequest request, UUID destination) {
        boolean same = name.equals(request.name())
                && description.equals(request.description())
                && backendClusterId.equals(destination)
                && authentication.equals(request.authentication())
                && Optional.ofNullable(namespace).equals(request.namespace())
                && topicAliases.equals(request.topicAliases())
                && dnsLabel.equals(request.dnsLabel())
                && aclMode.equals(request.aclMode())
                && labels.equals(request.labels());
        if (!same) {
            write(request, destination);
            stamp.update(change);
        }
    }

    @Override
    public UUID id() {
        return id;
    }

    UUID gatewayId() {
        return gatewayId;
    }

    String name() {
        return name;
    }

    /** For people. */
    String title() {
        return "virtual cluster [" + name + "] (" + id + ")";
    }

    List<ClientAuth> authentication() {
        return authentication;
    }

    List<TopicAlias> topicAliases() {
        return topicAliases;
    }

    UUID backendClusterId() {
        return backendClusterId;
    }

    @Override
    public Stamp stamp() {
        return stamp;
    }

    VirtualCluster toRecord(String backendName) {
        return new VirtualCluster(
                id,
                name,
                description,
                new Reference.Target(backendClusterId, backendName),
                authentication,
                Optional.ofNullable(namespace),
                Optional.of(topicAliases).filter(aliases -> !aliases.isEmpty()),
                dnsLabel,
                aclMode,
                labels,
                stamp.createdAt(),
                stamp.updatedAt());
    }

    Versioned<VirtualCluster> versioned() {
        return new Versioned<>(id, toRecord(""), stamp.changedAtVersion());
    }

    private void write(VirtualClusterRequest request, UUID destination) {
        name = request.name();
        description = request.description();
        backendClusterId = destination;
        authentication = request.authentication();
        namespace = request.namespace().orElse(null);
        topicAliases = request.topicAliases();
        dnsLabel = request.dnsLabel();
        aclMode = request.aclMode();
        labels = request.labels();
    }
}
