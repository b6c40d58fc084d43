package io.signalbox.resources;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds the policies that are in force: those that are enabled, and stand under none that is disabled.
 *
 * @param id of a policy
 * @param enabled whether the policy itself is
 * @param parent under which it stands; one that is not among the policies counts as enabled
 */
public record PoliciesInForce<P>(Function<P, UUID> id, Predicate<P> enabled, Function<P, Optional<UUID>> parent) {

    public List<P> among(Collection<P> policies) {
        Map<UUID, P> byId = policies.stream()
                .collect(Collectors.toMap(
                        id, Function.identity(), (one, other) -> one)); // a damaged set must not hold up all else
        return policies.stream().filter(policy -> isInForce(policy, byId)).toList();
    }

    private boolean isInForce(P policy, Map<UUID, P> byId) {
        if (parent.apply(policy).isEmpty()) {
            return enabled.test(policy); // nearly all
        }
        Set<UUID> seen = new HashSet<>(); // so that even a cycle has an end
        Optional<P> next = Optional.of(policy);
        while (next.isPresent() && seen.add(id.apply(next.get()))) {
            if (!enabled.test(next.get())) {
                return false;
            }
            next = parent.apply(next.get()).flatMap(above -> Optional.ofNullable(byId.get(above)));
        }
        return true;
    }
}
