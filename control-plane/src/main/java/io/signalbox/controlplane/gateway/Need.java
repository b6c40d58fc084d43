package io.signalbox.controlplane.gateway;

import io.signalbox.controlplane.problem.InvalidParameter;
import java.util.Optional;

/** A property that says something of which nodes before a release know nothing. */
public record Need(String field, RuntimeVersion release) {

    /** None where every release knows it. */
    public static Optional<Need> of(String field, Optional<String> since) {
        return since.flatMap(RuntimeVersion::parse).map(release -> new Need(field, release));
    }

    InvalidParameter refusal() {
        return InvalidParameter.standard(field, "invalid", "needs a min_runtime_version of " + release + " or later");
    }
}
