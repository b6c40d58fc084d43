package io.signalbox.dataplane.connection;

import io.signalbox.acl.Namespace;
import io.signalbox.dataplane.config.BackendCluster;
import io.signalbox.dataplane.config.BackendLogin;
import io.signalbox.dataplane.config.BackendTls;
import io.signalbox.dataplane.config.ClientAuthentication;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.routing.Route;
import io.signalbox.routing.Target;
import java.util.Optional;
import java.util.UUID;

/**
 * What an open session depends on. A session whose fingerprint a new image changes is drained, and no other. Which
 * further ports a listener has is no part of it, nor is its certificate: a session learns of those, or needs them no
 * more, without being closed. By which names it knows topics is a part. Which clients are let in is a part: a client that would be refused now is disconnected.
 */
record Fingerprint(
        UUID virtualCluster,
        Target target,
        UUID policy,
        String addressing,
        UUID backendCluster,
        Optional<BackendTls> backendTls,
        BackendLogin backendLogin,
        Optional<Namespace> namespace,
        Optional<ClientAuthentication> authentication) {

    static Fingerprint of(Route route, VirtualCluster cluster, Optional<ClientAuthentication> authentication) {
        BackendCluster backend = cluster.backendCluster();
        return new Fingerprint(
                route.virtualCluster().id(),
                route.target(),
                route.policy().id(),
                route.policy().addressing(),
                backend.id(),
                backend.tls(),
                backend.login(),
                cluster.namespace(),
                authentication);
    }
}
