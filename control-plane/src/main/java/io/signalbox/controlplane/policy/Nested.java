package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.entity.Entity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The policies of an owner in the order in which they are tried: each is followed by its children. They are ordered among
 * their siblings, which are those with the same parent. Pure.
 */
final class Nested {

    private final List<Entity<Policy>> all;

    /** Takes them in whatever order their children stand; siblings keep theirs. */
    Nested(List<Entity<Policy>> policies) {
        all = depthFirst(policies);
    }

    List<Entity<Policy>> all() {
        return all;
    }

    List<Entity<Policy>> topLevel() {
        return siblings(Optional.empty());
    }

    List<Entity<Policy>> siblings(Optional<UUID> parent) {
        return all.stream()
                .filter(policy -> policy.spec().parentPolicyId().equals(parent))
                .toList();
    }

    Optional<Entity<Policy>> find(UUID id) {
        return all.stream().filter(policy -> policy.id().equals(id)).findFirst();
    }

    /** Empty also when there is no such policy. */
    Optional<UUID> parentOf(UUID id) {
        return find(id).flatMap(policy -> policy.spec().parentPolicyId());
    }

    /** All but this one, its children included. */
    List<Entity<Policy>> besides(Entity<Policy> policy) {
        return all.stream().filter(other -> !other.id().equals(policy.id())).toList();
    }

    /** With this one, its children behind it, at this index among its siblings, wherever it stood before, if anywhere. */
    Nested with(Entity<Policy> policy, int index) {
        List<Entity<Policy>> next = new ArrayList<>(besides(policy));
        List<Entity<Policy>> siblings = next.stream()
                .filter(other ->
                        other.spec().parentPolicyId().equals(policy.spec().parentPolicyId()))
                .toList();
        next.add(index < siblings.size() ? next.indexOf(siblings.get(index)) : next.size(), policy);
        return new Nested(next);
    }

    private static List<Entity<Policy>> depthFirst(List<Entity<Policy>> policies) {
        Map<Optional<UUID>, List<Entity<Policy>>> byParent = new HashMap<>();
        policies.forEach(policy -> byParent.computeIfAbsent(policy.spec().parentPolicyId(), parent -> new ArrayList<>())
                .add(policy));
        List<Entity<Policy>> ordered = new ArrayList<>();
        addAll(ordered, Optional.empty(), byParent);
        return List.copyOf(ordered);
    }

    private static void addAll(
            List<Entity<Policy>> into, Optional<UUID> parent, Map<Optional<UUID>, List<Entity<Policy>>> byParent) {
        byParent.getOrDefault(parent, List.of()).forEach(policy -> {
            into.add(policy);
            addAll(into, Optional.of(policy.id()), byParent);
        });
    }
}
