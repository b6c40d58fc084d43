package io.signalbox.controlplane.policy;

import io.signalbox.proto.config.v1.ListenerPolicy;

/** What a policy of a listener does. */
public interface ListenerPolicyConfig extends PolicyConfig {

    /** As a message for nodes. */
    void write(ListenerPolicy.Builder message);
}
