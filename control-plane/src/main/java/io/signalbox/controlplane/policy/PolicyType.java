package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Draft;
import java.util.Optional;
import java.util.function.Function;

/**
 * A type of policy.
 *
 * @param name as the API writes it
 * @param config what is stored
 * @param reading reads a request's config; empty when it cannot be known which form it should have
 */
record PolicyType(
        String name,
        Class<? extends PolicyConfig> config,
        Function<BodyReader, Optional<Draft<PolicyConfig>>> reading) {}
