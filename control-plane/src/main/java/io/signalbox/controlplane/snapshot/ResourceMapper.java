package io.signalbox.controlplane.snapshot;

import io.signalbox.controlplane.backendcluster.BackendCluster;
import io.signalbox.controlplane.gateway.Reference;
import io.signalbox.controlplane.gateway.Removed;
import io.signalbox.controlplane.gateway.Versioned;
import io.signalbox.controlplane.listener.Listener;
import io.signalbox.controlplane.policy.ListenerPolicy;
import io.signalbox.controlplane.policy.PolicyConfig;
import io.signalbox.controlplane.policy.TlsServer;
import io.signalbox.controlplane.trustbundle.TlsTrustBundle;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import io.signalbox.proto.config.v1.BrokerHostFormat;
import io.signalbox.proto.config.v1.ClientAuthentication;
import io.signalbox.proto.config.v1.PortMapping;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.ResourceKind;
import io.signalbox.proto.config.v1.Sni;
import io.signalbox.proto.config.v1.TlsVersion;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** An entity as nodes are told of it. */
final class ResourceMapper {

    private ResourceMapper() {}

    static Resource backendCluster(Versioned<BackendCluster> entity) {
        return hashed(resource(ResourceKind.RESOURCE_KIND_BACKEND_CLUSTER, entity)
                .setBackendCluster(ClusterMapper.backendCluster(entity.value())));
    }

    static Resource virtualCluster(Versioned<VirtualCluster> entity) {
        return hashed(resource(ResourceKind.RESOURCE_KIND_VIRTUAL_CLUSTER, entity)
                .setVirtualCluster(ClusterMapper.virtualCluster(entity.value())));
    }

    static Resource listener(Versioned<Listener> entity) {
        Listener listener = entity.value();
        return hashed(resource(ResourceKind.RESOURCE_KIND_LISTENER, entity)
                .setListener(io.signalbox.proto.config.v1.Listener.newBuilder()
                        .setName(listener.name())
                        .addAllAddresses(listener.addresses())
                        .addAllPorts(listener.ports())
                        .setCreatedAtMicros(ChronoUnit.MICROS.between(Instant.EPOCH, listener.createdAt()))));
    }

    static Resource trustBundle(Versioned<TlsTrustBundle> entity) {
        TlsTrustBundle bundle = entity.value();
        return hashed(resource(ResourceKind.RESOURCE_KIND_TLS_TRUST_BUNDLE, entity)
                .setTlsTrustBundle(io.signalbox.proto.config.v1.TlsTrustBundle.newBuilder()
                        .setName(bundle.name())
                        .setTrustedCa(bundle.config().trustedCa())));
    }

    static Resource policy(Versioned<ListenerPolicy> entity) {
        ListenerPolicy policy = entity.value();
        var body = io.signalbox.proto.config.v1.ListenerPolicy.newBuilder()
                .setName(policy.name().orElse(""))
                .setListenerId(policy.listenerId().toString())
                .setPosition(policy.position())
                .setEnabled(policy.enabled());
        policy.config().match(new PolicyConfig.Cases<>() {
            @Override
            public io.signalbox.proto.config.v1.ListenerPolicy.Builder portMapping(PolicyConfig.PortMapping config) {
                return body.setPortMapping(ResourceMapper.portMapping(config));
            }

            @Override
            public io.signalbox.proto.config.v1.ListenerPolicy.Builder sni(PolicyConfig.Sni config) {
                return body.setSni(ResourceMapper.sni(config));
            }

            @Override
            public io.signalbox.proto.config.v1.ListenerPolicy.Builder tlsServer(TlsServer config) {
                return body.setTlsServer(ResourceMapper.tlsServer(config));
            }
        });
        return hashed(
                resource(ResourceKind.RESOURCE_KIND_LISTENER_POLICY, entity).setListenerPolicy(body));
    }

    private static PortMapping portMapping(PolicyConfig.PortMapping config) {
        return PortMapping.newBuilder()
                .setVirtualClusterId(config.destination()
                        .map(Reference.Target::id)
                        .map(UUID::toString)
                        .orElseThrow())
                .setAdvertisedHost(config.advertisedHost())
                .setBootstrapAtStart(config.bootstrapPort().equals(PolicyConfig.PortMapping.AT_START))
                .setMinBrokerId(config.minBrokerId())
                .build();
    }

    private static Sni sni(PolicyConfig.Sni config) {
        boolean shared = config.brokerHostFormat()
                .filter(PolicyConfig.BrokerHostFormat.SHARED_SUFFIX::equals)
                .isPresent();
        return Sni.newBuilder()
                .setSuffix(config.sniSuffix().orElse(""))
                .setAdvertisedPort(config.advertisedPort().orElse(0))
                .setBrokerHostFormat(
                        shared
                                ? BrokerHostFormat.BROKER_HOST_FORMAT_SHARED_SUFFIX
                                : BrokerHostFormat.BROKER_HOST_FORMAT_PER_CLUSTER_SUFFIX)
                .build();
    }

    private static io.signalbox.proto.config.v1.TlsServer tlsServer(TlsServer config) {
        var server = io.signalbox.proto.config.v1.TlsServer.newBuilder()
                .setCertificate(config.certificate().certificate())
                .setKey(config.certificate().key().reveal())
                .setMinVersion(version(config.versions().min()))
                .setMaxVersion(version(config.versions().max()))
                .setAllowPlaintext(config.allowPlaintext());
        config.clientAuthentication().ifPresent(asked -> server.setClientAuthentication(clientAuthentication(asked)));
        return server.build();
    }

    private static ClientAuthentication clientAuthentication(TlsServer.ClientAuthentication config) {
        return ClientAuthentication.newBuilder()
                .setRequired(config.mode().equals(TlsServer.ClientAuthentication.REQUIRED))
                .addAllTlsTrustBundleIds(config.tlsTrustBundles().stream()
                        .map(bundle -> bundle.id().orElseThrow().toString())
                        .toList())
                .setPrincipalMapping(config.principalMapping().orElse(""))
                .build();
    }

    private static TlsVersion version(String version) {
        return version.equals(TlsServer.Versions.TLS_1_2) ? TlsVersion.TLS_VERSION_1_2 : TlsVersion.TLS_VERSION_1_3;
    }

    /** The key of what nodes knew; empty for what they never do. */
    static Optional<ResourceKey> key(Removed removed) {
        Optional<ResourceKind> kind = switch (removed.kind()) {
            case BACKEND_CLUSTER -> Optional.of(ResourceKind.RESOURCE_KIND_BACKEND_CLUSTER);
            case VIRTUAL_CLUSTER -> Optional.of(ResourceKind.RESOURCE_KIND_VIRTUAL_CLUSTER);
            case LISTENER -> Optional.of(ResourceKind.RESOURCE_KIND_LISTENER);
            case LISTENER_POLICY -> Optional.of(ResourceKind.RESOURCE_KIND_LISTENER_POLICY);
            case TLS_TRUST_BUNDLE -> Optional.of(ResourceKind.RESOURCE_KIND_TLS_TRUST_BUNDLE);
            case DATA_PLANE_CERTIFICATE, SCHEMA_REGISTRY, STATIC_KEY -> Optional.empty();
        };
        return kind.map(known -> ResourceKey.newBuilder()
                .setKind(known)
                .setId(removed.id().toString())
                .build());
    }

    /** Hashed when it is mapped, and so once for each change of it. */
    private static Resource hashed(Resource.Builder resource) {
        return resource.setContentHash(Digest.of(resource.build())).build();
    }

    private static Resource.Builder resource(ResourceKind kind, Versioned<?> entity) {
        return Resource.newBuilder()
                .setKey(ResourceKey.newBuilder().setKind(kind).setId(entity.id().toString()))
                .setVersion(entity.changedAtVersion());
    }
}
