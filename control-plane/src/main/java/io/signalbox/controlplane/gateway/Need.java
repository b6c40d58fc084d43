package io.signalbox.controlplane.gateway;

import io.signalbox.controlplane.problem.InvalidParameter;

/** A property that says something of which nodes before a release know nothing. */
public record Need(String field, RuntimeVersion release) {

    InvalidParameter refusal() {
        return InvalidParameter.standard(field, "invalid", "needs a min_runtime_version of " + release + " or later");
    }
}
