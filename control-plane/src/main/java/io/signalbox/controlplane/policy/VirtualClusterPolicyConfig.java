package io.signalbox.controlplane.policy;

import io.signalbox.proto.config.v1.VirtualClusterPolicy;

/** What a policy of a virtual cluster does. */
public interface VirtualClusterPolicyConfig extends PolicyConfig {

    /** As nodes are told of it. */
    void write(VirtualClusterPolicy.Builder message);
}
