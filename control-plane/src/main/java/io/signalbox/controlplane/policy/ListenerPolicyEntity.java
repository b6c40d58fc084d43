package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.gateway.Change;
import io.signalbox.controlplane.gateway.Reference;
import io.signalbox.controlplane.gateway.Stamp;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "listener_policy")
class ListenerPolicyEntity {

    @Id
    private UUID id = UUID.randomUUID();

    private UUID gatewayId = id; // by id: no entity refers to another package's entity
    private UUID listenerId = id;
    private int position;
    private String type = "";
    private @Nullable String name;
    private String description = "";
    private boolean enabled;

    @JdbcTypeCode(SqlTypes.JSON)
    private PolicyConfig config =
            new PolicyConfig.PortMapping("", Optional.empty(), PolicyConfig.PortMapping.AT_START, 0);

    private @Nullable UUID virtualClusterId; // a single one; an SNI policy leads to all

    @ElementCollection
    @CollectionTable(name = "listener_policy_trust_bundle", joinColumns = @JoinColumn(name = "listener_policy_id"))
    @OrderColumn(name = "position")
    private List<TrustBundleUse> trustBundles = new ArrayList<>();

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> labels = Map.of();

    @Embedded
    private Stamp stamp = new Stamp();

    @Version
    private @Nullable Long revision; // an object: null tells Spring Data that the row is new

    protected ListenerPolicyEntity() {}

    ListenerPolicyEntity(Change change, UUID listenerId, ListenerPolicyRequest request, PolicyReferences.Found found) {
        gatewayId = change.gatewayId();
        this.listenerId = listenerId;
        type = request.type();
        stamp = new Stamp(change);
        write(request, found);
    }

    /** A request that changes nothing leaves everything as it is, the version too. */
    final void replace(Change change, ListenerPolicyRequest request, PolicyReferences.Found found) {
        boolean same = Objects.equals(name, request.name().orElse(null))
                && description.equals(request.description())
                && enabled == request.enabled()
                && request.config().map(ConfigRequest::config).equals(Optional.of(config))
                && found.equals(new PolicyReferences.Found(virtualClusterId(), trustBundles()))
                && labels.equals(request.labels());
        if (!same) {
            write(request, found);
            stamp.update(change);
        }
    }

    final void patch(Change change, ListenerPolicyPatch patch) {
        String newName = patch.names() ? patch.name().orElse(null) : name;
        String newDescription = patch.description().orElse(description);
        boolean newEnabled = patch.enabled().orElse(enabled);
        Map<String, String> newLabels = patch.labels().orElse(labels);
        boolean same = Objects.equals(name, newName)
                && description.equals(newDescription)
                && enabled == newEnabled
                && labels.equals(newLabels);
        if (!same) {
            name = newName;
            description = newDescription;
            enabled = newEnabled;
            labels = newLabels;
            stamp.update(change);
        }
    }

    /** A policy that stands elsewhere now has changed, like any other. */
    final void place(Change change, int newPosition) {
        if (position != newPosition) {
            position = newPosition;
            stamp.update(change);
        }
    }

    UUID id() {
        return id;
    }

    UUID gatewayId() {
        return gatewayId;
    }

    UUID listenerId() {
        return listenerId;
    }

    String type() {
        return type;
    }

    Optional<String> name() {
        return Optional.ofNullable(name);
    }

    PolicyConfig config() {
        return config;
    }

    int position() {
        return position;
    }

    Optional<UUID> virtualClusterId() {
        return Optional.ofNullable(virtualClusterId);
    }

    List<UUID> trustBundles() {
        return trustBundles.stream().map(TrustBundleUse::tlsTrustBundleId).toList();
    }

    boolean enabled() {
        return enabled;
    }

    /** For people. */
    String title() {
        return name().orElse(id.toString());
    }

    Stamp stamp() {
        return stamp;
    }

    /** With ids alone: the names of what it refers to are not this row's. */
    ListenerPolicy toRecord() {
        return toRecord(config.match(new PolicyConfig.Cases<>() {
            @Override
            public PolicyConfig portMapping(PolicyConfig.PortMapping portMapping) {
                return portMapping.to(new Reference.Target(virtualClusterId().orElseThrow(), ""));
            }

            @Override
            public PolicyConfig sni(PolicyConfig.Sni sni) {
                return sni;
            }

            @Override
            public PolicyConfig tlsServer(TlsServer tlsServer) {
                return tlsServer.withTrustBundles(trustBundles().stream()
                        .map(id -> new TlsServer.TrustBundleReference(Optional.of(id), Optional.empty()))
                        .toList());
            }
        }));
    }

    ListenerPolicy toRecord(PolicyConfig shown) {
        return new ListenerPolicy(
                id,
                type,
                name(),
                description,
                enabled,
                labels,
                shown,
                stamp.createdAt(),
                stamp.updatedAt(),
                listenerId,
                position);
    }

    /** One trust bundle in the list; the gateway's id stands beside it for the foreign key. */
    @Embeddable
    record TrustBundleUse(UUID gatewayId, UUID tlsTrustBundleId) {}

    private void write(ListenerPolicyRequest request, PolicyReferences.Found found) {
        name = request.name().orElse(null);
        description = request.description();
        enabled = request.enabled();
        config = request.config().orElseThrow().config();
        virtualClusterId = found.virtualCluster().orElse(null);
        if (!found.trustBundles().equals(trustBundles())) {
            trustBundles.clear();
            found.trustBundles().forEach(bundle -> trustBundles.add(new TrustBundleUse(gatewayId, bundle)));
        }
        labels = request.labels();
    }
}
