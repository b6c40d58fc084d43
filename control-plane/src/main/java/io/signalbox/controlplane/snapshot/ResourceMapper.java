package io.signalbox.controlplane.snapshot;

import io.signalbox.controlplane.backendcluster.BackendCluster;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.Place;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Removed;
import io.signalbox.controlplane.gateway.Stamp;
import io.signalbox.controlplane.listener.Listener;
import io.signalbox.controlplane.policy.ListenerPolicyConfig;
import io.signalbox.controlplane.policy.Policy;
import io.signalbox.controlplane.policy.VirtualClusterPolicyConfig;
import io.signalbox.controlplane.schemaregistry.SchemaRegistry;
import io.signalbox.controlplane.statickey.StaticKey;
import io.signalbox.controlplane.trustbundle.TlsTrustBundle;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import io.signalbox.proto.config.v1.ListenerPolicy;
import io.signalbox.proto.config.v1.PlainLogin;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.ResourceKind;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireListener;
import io.signalbox.proto.config.v1.WireSchemaRegistry;
import io.signalbox.proto.config.v1.WireSchemaType;
import io.signalbox.proto.config.v1.WireStaticKey;
import io.signalbox.proto.config.v1.WireTlsTrustBundle;
import io.signalbox.resources.ResourceSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** An entity as a message for nodes. */
public final class ResourceMapper {

    private static final Map<ResourceKind, EntityKind> KINDS = Arrays.stream(EntityKind.values())
            .flatMap(kind -> wire(kind).map(wire -> Map.entry(wire, kind)).stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private ResourceMapper() {}

    /** One that has no policies which its message speaks of. */
    public static Resource resource(Entity<?> entity) {
        return resource(entity, List.of());
    }

    /**
     * Of a kind that nodes know. Hashed when it is mapped, and so once for each change of it.
     *
     * @param policies of a virtual cluster
     */
    static Resource resource(Entity<?> entity, Collection<Entity<?>> policies) {
        Resource.Builder resource = Resource.newBuilder()
                .setKey(key(entity.kind(), entity.id())
                        .orElseThrow(() -> new IllegalArgumentException(entity.kind() + " is not for nodes")))
                .setVersion(entity.stamp().changedAtVersion());
        switch (entity.kind()) {
            case BACKEND_CLUSTER ->
                resource.setBackendCluster(ClusterMapper.backendCluster(entity.spec(BackendCluster.class)));
            case VIRTUAL_CLUSTER ->
                resource.setVirtualCluster(ClusterMapper.virtualCluster(entity.spec(VirtualCluster.class), policies));
            case LISTENER -> resource.setListener(listener(entity.spec(Listener.class), entity.stamp()));
            case LISTENER_POLICY ->
                resource.setListenerPolicy(
                        policy(entity.spec(Policy.class), entity.place().orElseThrow()));
            case CLUSTER_POLICY, PRODUCE_POLICY, CONSUME_POLICY ->
                resource.setVirtualClusterPolicy(policy(
                        entity.kind(), entity.spec(Policy.class), entity.place().orElseThrow()));
            case TLS_TRUST_BUNDLE -> resource.setTlsTrustBundle(trustBundle(entity.spec(TlsTrustBundle.class)));
            case SCHEMA_REGISTRY -> resource.setSchemaRegistry(registry(entity.spec(SchemaRegistry.class)));
            case STATIC_KEY -> resource.setStaticKey(key(entity.spec(StaticKey.class)));
            case DATA_PLANE_CERTIFICATE -> {
                // has no key above
            }
        }
        return ResourceSet.hashed(resource);
    }

    private static WireListener.Builder listener(Listener listener, Stamp stamp) {
        return WireListener.newBuilder()
                .setName(listener.name())
                .addAllAddresses(listener.addresses())
                .addAllPorts(listener.ports())
                .setCreatedAtMicros(ChronoUnit.MICROS.between(Instant.EPOCH, stamp.createdAt()));
    }

    private static WireTlsTrustBundle.Builder trustBundle(TlsTrustBundle bundle) {
        return WireTlsTrustBundle.newBuilder()
                .setName(bundle.name())
                .setTrustedCa(bundle.config().trustedCa());
    }

    private static WireSchemaRegistry.Builder registry(SchemaRegistry registry) {
        WireSchemaRegistry.Builder message = WireSchemaRegistry.newBuilder()
                .setName(registry.name())
                .setEndpoint(registry.config().endpoint())
                .setSchemaType(
                        switch (registry.config().schemaType()) {
                            case AVRO -> WireSchemaType.SCHEMA_TYPE_AVRO;
                            case JSON -> WireSchemaType.SCHEMA_TYPE_JSON;
                        })
                .setTimeoutSeconds(registry.config().timeoutSeconds());
        registry.config()
                .authentication()
                .ifPresent(basic -> message.setBasic(PlainLogin.newBuilder()
                        .setUsername(basic.username())
                        .setPassword(basic.password().reveal())));
        return message;
    }

    private static WireStaticKey.Builder key(StaticKey key) {
        return WireStaticKey.newBuilder()
                .setName(key.name())
                .setValue(key.value().reveal());
    }

    private static ListenerPolicy.Builder policy(Policy policy, Place place) {
        ListenerPolicy.Builder message = ListenerPolicy.newBuilder()
                .setName(policy.name().orElse(""))
                .setListenerId(place.ownerId().toString())
                .setPosition(place.position())
                .setEnabled(policy.enabled());
        policy.config(ListenerPolicyConfig.class).write(message);
        return message;
    }

    private static VirtualClusterPolicy.Builder policy(EntityKind kind, Policy policy, Place place) {
        VirtualClusterPolicy.Builder message = VirtualClusterPolicy.newBuilder()
                .setName(policy.name().orElse(""))
                .setVirtualClusterId(place.ownerId().toString())
                .setPosition(place.position())
                .setEnabled(policy.enabled())
                .setCondition(policy.condition().orElse(""))
                .setParentPolicyId(policy.parentPolicyId().map(UUID::toString).orElse(""))
                .addRequires(Requirements.of(kind, policy));
        policy.config(VirtualClusterPolicyConfig.class).write(message);
        return message;
    }

    /** The key of what nodes knew; empty for what they never do. */
    static Optional<ResourceKey> key(Removed removed) {
        return key(removed.kind(), removed.id());
    }

    /** The kind that nodes mean; empty for one that is not known here. */
    public static Optional<EntityKind> kind(ResourceKind wire) {
        return Optional.ofNullable(KINDS.get(wire));
    }

    private static Optional<ResourceKey> key(EntityKind kind, UUID id) {
        return wire(kind)
                .map(found -> ResourceKey.newBuilder()
                        .setKind(found)
                        .setId(id.toString())
                        .build());
    }

    private static Optional<ResourceKind> wire(EntityKind kind) {
        return switch (kind) {
            case BACKEND_CLUSTER -> Optional.of(ResourceKind.RESOURCE_KIND_BACKEND_CLUSTER);
            case VIRTUAL_CLUSTER -> Optional.of(ResourceKind.RESOURCE_KIND_VIRTUAL_CLUSTER);
            case LISTENER -> Optional.of(ResourceKind.RESOURCE_KIND_LISTENER);
            case LISTENER_POLICY -> Optional.of(ResourceKind.RESOURCE_KIND_LISTENER_POLICY);
            case CLUSTER_POLICY -> Optional.of(ResourceKind.RESOURCE_KIND_CLUSTER_POLICY);
            case PRODUCE_POLICY -> Optional.of(ResourceKind.RESOURCE_KIND_PRODUCE_POLICY);
            case CONSUME_POLICY -> Optional.of(ResourceKind.RESOURCE_KIND_CONSUME_POLICY);
            case TLS_TRUST_BUNDLE -> Optional.of(ResourceKind.RESOURCE_KIND_TLS_TRUST_BUNDLE);
            case SCHEMA_REGISTRY -> Optional.of(ResourceKind.RESOURCE_KIND_SCHEMA_REGISTRY);
            case STATIC_KEY -> Optional.of(ResourceKind.RESOURCE_KIND_STATIC_KEY);
            case DATA_PLANE_CERTIFICATE -> Optional.empty();
        };
    }
}
