package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.controlplane.gateway.Need;
import io.signalbox.expression.Expression;
import io.signalbox.expression.Place;
import java.util.Optional;
import java.util.function.Function;

/**
 * A type of policy.
 *
 * @param name as the API writes it
 * @param config what is stored
 * @param nesting whether it stands under another
 * @param condition what its condition may refer to; empty: it has none
 * @param reading reads a request; empty when it cannot be known which form its config should have
 */
public record PolicyType(
        String name,
        Class<? extends PolicyConfig> config,
        Nesting nesting,
        Optional<Place> condition,
        Function<BodyReader, Optional<Draft<PolicyConfig>>> reading) {

    /** Whether it stands under another policy. */
    public enum Nesting {
        NEVER,
        OPTIONAL,
        REQUIRED,
        /** Never, but others may stand under it. */
        PARENT;

        boolean mayHaveParent() {
            return this == OPTIONAL || this == REQUIRED;
        }
    }

    /** One that stands alone, and without a condition. */
    static PolicyType of(
            String name,
            Class<? extends PolicyConfig> config,
            Function<BodyReader, Optional<Draft<PolicyConfig>>> reading) {
        return new PolicyType(
                name, config, Nesting.NEVER, Optional.empty(), body -> reading.apply(body.requiredObject("config")));
    }

    /** One that says nothing but its type. */
    static PolicyType withoutConfig(String name, PolicyConfig config) {
        return new PolicyType(
                name, config.getClass(), Nesting.NEVER, Optional.empty(), body -> Optional.of(attempt -> config));
    }

    PolicyType with(Nesting other) {
        return new PolicyType(name, config, other, condition, reading);
    }

    PolicyType with(Place place) {
        return new PolicyType(name, config, nesting, Optional.of(place), reading);
    }

    /** What is wrong with a condition; an empty one always holds. */
    Optional<String> problem(String text) {
        return condition.filter(place -> !text.isEmpty()).flatMap(place -> Expression.problem(place, text));
    }

    /** What of a condition old nodes do not know. */
    Optional<Need> need(String text) {
        return condition
                .filter(place -> !text.isEmpty())
                .flatMap(place ->
                        Need.of("condition", Expression.parse(place, text).since()));
    }
}
