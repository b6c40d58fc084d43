package io.signalbox.controlplane.policy;

import io.signalbox.proto.config.v1.VirtualClusterPolicy;

/** What a policy of a virtual cluster does. */
public interface VirtualClusterPolicyConfig extends PolicyConfig {

    /** As a message for nodes. */
    void write(VirtualClusterPolicy.Builder message);
}
