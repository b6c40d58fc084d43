package io.signalbox.controlplane.preview;

import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.entity.Place;
import io.signalbox.controlplane.entity.Reference;
import io.signalbox.controlplane.gateway.Stamp;
import io.signalbox.controlplane.listener.Listener;
import io.signalbox.controlplane.policy.ForwardToVirtualCluster;
import io.signalbox.controlplane.policy.ForwardToVirtualCluster.BootstrapPort;
import io.signalbox.controlplane.policy.ForwardToVirtualCluster.HostFormat;
import io.signalbox.controlplane.policy.Policy;
import io.signalbox.controlplane.policy.PolicyConfig;
import io.signalbox.controlplane.policy.TlsServer;
import io.signalbox.controlplane.secret.Secret;
import io.signalbox.controlplane.virtualcluster.AclMode;
import io.signalbox.controlplane.virtualcluster.ClientAuth;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A listener with its policies and the virtual clusters of its gateway, as features give them to the preview. */
final class Stored {

    static final UUID BACKEND = UUID.randomUUID();

    private static final UUID GATEWAY = UUID.randomUUID();
    private static final Instant TIME = Instant.EPOCH;

    private final Entity<Listener> listener;
    private final List<Entity<Policy>> chain = new ArrayList<>();
    private final List<Entity<VirtualCluster>> clusters = new ArrayList<>();

    Stored(String... ports) {
        listener = entity(
                Listener.TYPE,
                "main",
                Optional.empty(),
                new Listener("main", "", List.of("0.0.0.0"), List.of(ports), Map.of()));
    }

    Stored cluster(String name) {
        clusters.add(entity(
                VirtualCluster.TYPE,
                name,
                Optional.empty(),
                new VirtualCluster(
                        name,
                        "",
                        Reference.Target.to(BACKEND),
                        List.of(new ClientAuth.Anonymous()),
                        Optional.empty(),
                        Optional.empty(),
                        name,
                        AclMode.PASSTHROUGH,
                        Map.of())));
        return this;
    }

    Stored mapping(String name, String cluster, String host, String bootstrap, int minBrokerId) {
        UUID id = clusters.stream()
                .filter(known -> known.name().equals(Optional.of(cluster)))
                .findFirst()
                .orElseThrow()
                .id();
        return policy(
                name,
                true,
                new ForwardToVirtualCluster.PortMapping(
                        host,
                        Reference.Target.to(id),
                        BootstrapPort.valueOf(bootstrap.toUpperCase(Locale.ROOT)),
                        minBrokerId));
    }

    Stored sni(String name, String suffix) {
        return sni(name, true, suffix, Optional.empty(), "per_cluster_suffix");
    }

    Stored sni(String name, boolean enabled, String suffix, Optional<Integer> port, String format) {
        return policy(
                name,
                enabled,
                new ForwardToVirtualCluster.Sni(
                        Optional.of(suffix),
                        port,
                        Optional.of(new ForwardToVirtualCluster.BrokerHostFormat(
                                HostFormat.valueOf(format.toUpperCase(Locale.ROOT))))));
    }

    Stored tlsServer(String certificate, boolean allowPlaintext) {
        return policy(
                "tls",
                true,
                new TlsServer(
                        List.of(new TlsServer.Certificate(certificate, Secret.of("${env['K']}"))),
                        new TlsServer.Versions(TlsServer.Version.TLS_1_2, TlsServer.Version.TLS_1_3),
                        allowPlaintext,
                        Optional.empty()));
    }

    ListenerRoutes routes() {
        return ListenerRoutes.of(listener.spec(), chain, clusters);
    }

    Listener listener() {
        return listener.spec();
    }

    List<Entity<VirtualCluster>> clusters() {
        return clusters;
    }

    private Stored policy(String name, boolean enabled, PolicyConfig config) {
        chain.add(entity(
                Policy.OF_LISTENER,
                name,
                Optional.of(new Place(listener.id(), chain.size())),
                new Policy(
                        config instanceof TlsServer ? "tls_server" : "forward_to_virtual_cluster",
                        Optional.of(name),
                        "",
                        enabled,
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        config)));
        return this;
    }

    private static <S> Entity<S> entity(EntityType<S> type, String name, Optional<Place> place, S spec) {
        return new Entity<>(
                type.kind(), UUID.randomUUID(), GATEWAY, Optional.of(name), place, spec, new Stamp(TIME, TIME, 1));
    }
}
