package io.signalbox.dataplane.upstream;

import io.signalbox.dataplane.config.BackendCluster;

/** Is told, on an event loop, how long it took to ask a backend cluster for its brokers, the connection included. */
@FunctionalInterface
public interface MetadataTimes {

    void took(BackendCluster cluster, long nanos);
}
