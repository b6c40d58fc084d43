package io.signalbox.controlplane.backendcluster;

import java.util.List;
import java.util.UUID;

/** Finds virtual clusters with anonymous clients, who must not use a node's credentials. */
public interface AnonymousClients {

    /** Those that lead to this backend cluster, each as {@code virtual cluster [orders] (id)}. */
    List<String> of(UUID gatewayId, UUID backendClusterId);
}
