package io.signalbox.controlplane.backendcluster;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.ItemReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.routing.HostPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real Kafka cluster. */
public record BackendCluster(
        String name,
        String description,
        BackendAuth authentication,
        boolean insecureAllowAnonymousVirtualClusterAuth,
        List<String> bootstrapServers,
        BackendTls tls,
        int metadataUpdateIntervalSeconds,
        Map<String, String> labels) {

    public static final EntityType<BackendCluster> TYPE =
            new EntityType<>(EntityKind.BACKEND_CLUSTER, BackendCluster.class);

    private static final int MAX_BOOTSTRAP_SERVERS = 1_000;
    private static final int DEFAULT_INTERVAL_SECONDS = 60;
    private static final int MAX_INTERVAL_SECONDS = 43_200;
    private static final TextRule SERVER = TextRule.matching(
            0, 300, "(([a-zA-Z0-9.\\-]+)|\\[([a-fA-F0-9:]+)\\]):\\d+", "must be host:port or [ipv6]:port");

    static BackendCluster read(BodyReader body) {
        body.readOnly("id", "created_at", "updated_at");
        return new BackendCluster(
                body.requiredText("name", TextRule.NAME),
                body.text("description", TextRule.DESCRIPTION).orElse(""),
                BackendAuthRequest.read(body.requiredObject("authentication")),
                body.flag("insecure_allow_anonymous_virtual_cluster_auth").orElse(false),
                body.requiredList("bootstrap_servers", 1, MAX_BOOTSTRAP_SERVERS, BackendCluster::server),
                BackendTlsRequest.read(body.requiredObject("tls")),
                body.integer("metadata_update_interval_seconds", 1, MAX_INTERVAL_SECONDS)
                        .orElse(DEFAULT_INTERVAL_SECONDS),
                body.labels().orElse(Map.of()));
    }

    /** With the secrets of the cluster that it replaces, where it brings none of its own. */
    BackendCluster keeping(BackendCluster stored, InvalidParameters invalid) {
        return new BackendCluster(
                name,
                description,
                BackendAuthRequest.keeping(authentication, stored.authentication, invalid),
                insecureAllowAnonymousVirtualClusterAuth,
                bootstrapServers,
                BackendTlsRequest.keeping(tls, stored.tls, invalid),
                metadataUpdateIntervalSeconds,
                labels);
    }

    /** Whether a virtual cluster on it may have anonymous clients: contract section 2.2. */
    public boolean allowsAnonymousClients() {
        return insecureAllowAnonymousVirtualClusterAuth || authentication instanceof BackendAuth.Anonymous;
    }

    private static Optional<String> server(ItemReader item) {
        Optional<String> text = item.text(SERVER);
        try {
            text.ifPresent(HostPort::parse);
        } catch (IllegalArgumentException e) {
            item.refuse("invalid", "the port must be from 1 to 65535");
        }
        return text;
    }
}
