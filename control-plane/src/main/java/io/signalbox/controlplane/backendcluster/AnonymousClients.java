package io.signalbox.controlplane.backendcluster;

import java.util.List;
import java.util.UUID;

/** Tells who lets clients in that say nothing of themselves, so that they do not come to use a node's credentials. */
public interface AnonymousClients {

    /** Those that lead to this backend cluster, each as {@code virtual cluster [orders] (id)}. */
    List<String> of(UUID gatewayId, UUID backendClusterId);
}
