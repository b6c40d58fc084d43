package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.Spelled;
import io.signalbox.proto.config.v1.WireFailureMode;
import java.util.Optional;

/** What becomes of a record that a policy cannot be applied to; each type of policy has some of these. */
public enum FailureMode implements Spelled {
    REJECT,
    ERROR,
    SKIP,
    PASSTHROUGH,
    MARK;

    /** Of what is encrypted or decrypted whole. */
    static FailureMode[] ofEncryption() {
        return new FailureMode[] {ERROR, PASSTHROUGH};
    }

    static FailureMode[] ofProducing() {
        return new FailureMode[] {REJECT, PASSTHROUGH, MARK};
    }

    static FailureMode[] ofConsuming() {
        return new FailureMode[] {ERROR, SKIP, PASSTHROUGH, MARK};
    }

    WireFailureMode forNodes() {
        return WireFailureMode.valueOf("FAILURE_MODE_" + name());
    }

    static WireFailureMode forNodes(Optional<FailureMode> mode) {
        return mode.map(FailureMode::forNodes).orElse(WireFailureMode.FAILURE_MODE_UNSPECIFIED);
    }
}
