package io.signalbox.dataplane.config;

import io.signalbox.routing.HostPort;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A real Kafka cluster: where it is asked for its brokers, how often, and how the node connects to it.
 *
 * @param tls empty: plaintext
 * @param login with which the node authenticates, for its own questions and for clients that are not relayed
 * @param allowsAnonymousClients whether a client that says nothing of itself may ride on that login
 */
public record BackendCluster(
        UUID id,
        String name,
        List<HostPort> bootstrapServers,
        Duration metadataInterval,
        Optional<BackendTls> tls,
        BackendLogin login,
        boolean allowsAnonymousClients) {

    public BackendCluster {
        bootstrapServers = List.copyOf(bootstrapServers);
    }

    public EntityRef ref() {
        return new EntityRef(EntityRef.Kind.BACKEND_CLUSTER, id, name);
    }

    /** Whether connections made for the one can go on under the other. */
    public boolean connectsLike(BackendCluster other) {
        return sharesServers(other) && tls.equals(other.tls) && login.equals(other.login);
    }

    /** Whether both are found by a server that is in both: then it is the same cluster, with a server more or less. */
    public boolean sharesServers(BackendCluster other) {
        return !Collections.disjoint(bootstrapServers, other.bootstrapServers);
    }
}
