package io.signalbox.controlplane.preview;

import io.signalbox.controlplane.gateway.Reference;
import io.signalbox.controlplane.listener.Listener;
import io.signalbox.controlplane.policy.ListenerPolicy;
import io.signalbox.controlplane.policy.PolicyConfig;
import io.signalbox.controlplane.policy.TlsServer;
import io.signalbox.controlplane.secret.Secret;
import io.signalbox.controlplane.virtualcluster.ClientAuth;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A listener with its policies and the virtual clusters of its gateway, as features give them to the preview. */
final class Stored {

    static final UUID BACKEND = UUID.randomUUID();

    private static final Instant TIME = Instant.EPOCH;

    private final Listener listener;
    private final List<ListenerPolicy> chain = new ArrayList<>();
    private final List<VirtualCluster> clusters = new ArrayList<>();

    Stored(String... ports) {
        listener =
                new Listener(UUID.randomUUID(), "main", "", List.of("0.0.0.0"), List.of(ports), Map.of(), TIME, TIME);
    }

    Stored cluster(String name) {
        clusters.add(new VirtualCluster(
                UUID.randomUUID(),
                name,
                "",
                new Reference.Target(BACKEND, ""),
                List.of(new ClientAuth.Anonymous()),
                Optional.empty(),
                Optional.empty(),
                name,
                "passthrough",
                Map.of(),
                TIME.plusSeconds(clusters.size()),
                TIME));
        return this;
    }

    Stored mapping(String name, String cluster, String host, String bootstrap, int minBrokerId) {
        UUID id = clusters.stream()
                .filter(known -> known.name().equals(cluster))
                .findFirst()
                .orElseThrow()
                .id();
        return policy(
                name,
                true,
                new PolicyConfig.PortMapping(host, Optional.of(new Reference.Target(id, "")), bootstrap, minBrokerId));
    }

    Stored sni(String name, String suffix) {
        return sni(name, true, suffix, Optional.empty(), "per_cluster_suffix");
    }

    Stored sni(String name, boolean enabled, String suffix, Optional<Integer> port, String format) {
        return policy(
                name,
                enabled,
                new PolicyConfig.Sni(
                        Optional.of(suffix), port, Optional.of(new PolicyConfig.BrokerHostFormat(format))));
    }

    Stored tlsServer(String certificate, boolean allowPlaintext) {
        return policy(
                "tls",
                true,
                new TlsServer(
                        List.of(new TlsServer.Certificate(certificate, Secret.of("${env['K']}"))),
                        new TlsServer.Versions("TLSv1.2", "TLSv1.3"),
                        allowPlaintext,
                        Optional.empty()));
    }

    ListenerRoutes routes() {
        return ListenerRoutes.of(listener, chain, clusters);
    }

    Listener listener() {
        return listener;
    }

    List<VirtualCluster> clusters() {
        return clusters;
    }

    private Stored policy(String name, boolean enabled, PolicyConfig config) {
        chain.add(new ListenerPolicy(
                UUID.randomUUID(),
                config instanceof TlsServer ? "tls_server" : "forward_to_virtual_cluster",
                Optional.of(name),
                "",
                enabled,
                Map.of(),
                config,
                TIME,
                TIME,
                listener.id(),
                chain.size()));
        return this;
    }
}
