package io.signalbox.controlplane.inquiry;

import io.signalbox.controlplane.node.NodeProcess;
import io.signalbox.proto.config.v1.Inquiry;

/** A node that is connected here and can be asked. */
public interface AskedNode {

    NodeProcess process();

    /** Sends it the question; does nothing where the node would not understand it, or is gone. */
    void ask(Inquiry inquiry);

    /** Whether the node's release answers. */
    boolean answers();
}
