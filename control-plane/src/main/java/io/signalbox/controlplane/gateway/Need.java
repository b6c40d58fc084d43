package io.signalbox.controlplane.gateway;

import io.signalbox.controlplane.problem.InvalidParameter;
import java.util.Optional;

/** A stored property that only nodes from a release on understand. */
public record Need(String field, RuntimeVersion release) {

    /** Empty where every release understands it. */
    public static Optional<Need> of(String field, Optional<String> since) {
        return since.flatMap(RuntimeVersion::parse).map(release -> new Need(field, release));
    }

    InvalidParameter refusal() {
        return InvalidParameter.standard(field, "invalid", "needs a min_runtime_version of " + release + " or later");
    }
}
