package io.signalbox.dataplane.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What became of an entity that was to be applied.
 *
 * @param form empty: it is not served
 */
record Attempt<T>(Kind kind, Optional<T> form, List<ConfigProblem> problems) {

    enum Kind {
        APPLIED,
        /** It has its last good form, or none. */
        INVALID,
        /** It must not be served in any form. */
        NOT_ENFORCEABLE
    }

    boolean isKept() {
        return kind == Kind.INVALID && form.isPresent();
    }

    boolean isNotEnforceable() {
        return kind == Kind.NOT_ENFORCEABLE;
    }

    static <T> Attempt<T> of(EntityRef entity, Supplier<T> build, Supplier<Optional<T>> lastGood) {
        try {
            return new Attempt<>(Kind.APPLIED, Optional.of(build.get()), List.of());
        } catch (IllegalArgumentException e) {
            Optional<T> last = lastGood.get();
            String effect = last.isPresent() ? "It keeps its last good form." : "It is not served.";
            ConfigProblem problem = ConfigProblem.error(
                    entity,
                    entity.kind().name().toLowerCase(Locale.ROOT) + ".invalid",
                    "The " + entity + " cannot be applied: " + e.getMessage() + ". " + effect
                            + " Everything else is applied.");
            return new Attempt<>(Kind.INVALID, last, List.of(problem));
        }
    }

    /** Not even a former form is served, which was less protected. */
    static <T> Attempt<T> ofProtected(
            EntityRef entity,
            List<String> requires,
            Map<String, List<EntityRef>> required,
            Supplier<T> build,
            Supplier<Optional<T>> lastGood) {
        Optional<ConfigProblem> problem = Requirements.problem(entity, requires, required);
        return problem.isPresent()
                ? new Attempt<>(Kind.NOT_ENFORCEABLE, Optional.empty(), List.of(problem.get()))
                : of(entity, build, lastGood);
    }
}
