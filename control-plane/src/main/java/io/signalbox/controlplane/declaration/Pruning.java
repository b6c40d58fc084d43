package io.signalbox.controlplane.declaration;

import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.EntityStore;
import io.signalbox.controlplane.gateway.Change;
import io.signalbox.controlplane.policy.Policy;
import io.signalbox.controlplane.policy.PolicyFamily;
import io.signalbox.controlplane.policy.PolicyService;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Deletes what is stored and not named by a document. What nothing uses is deleted before the document is written, so that
 * its names are free for others; the rest afterwards, when what used it may have changed.
 */
final class Pruning {

    private final EntityStore store;
    private final PolicyService policies;
    private final Change change;
    private final Deque<Unnamed<?>> unnamed = new ArrayDeque<>(); // the last that was added is deleted first

    Pruning(EntityStore store, PolicyService policies, Change change) {
        this.store = store;
        this.policies = policies;
        this.change = change;
    }

    /** Adds an entity, to be deleted after its policies; those that it refers to must have been added before it. */
    void add(Entity<?> entity, String path) {
        unnamed.addFirst(new Unnamed<>(entity, path, Optional.empty()));
        DeclarationFormat.families(entity.kind())
                .forEach(family -> add(family, store.ownedBy(family.type(), change.gatewayId(), entity.id()), path));
    }

    /** Adds some policies of one owner, parents before their children. */
    void add(PolicyFamily family, List<Entity<Policy>> some, String path) {
        some.forEach(policy -> unnamed.addFirst(new Unnamed<>(policy, path, Optional.of(family))));
    }

    /** Deletes what nothing uses, and says what that was. */
    List<Plan.Step> deleteUnused() {
        List<Unnamed<?>> deleted =
                unnamed.stream().filter(this::deletedIfUnused).toList();
        unnamed.removeAll(deleted);
        return deleted.stream().map(Unnamed::step).toList();
    }

    /** Deletes the rest, as far as nothing uses it; what is still in use goes to {@code invalid}, with its users. */
    List<Plan.Step> deleteRest(InvalidParameters invalid) {
        List<Plan.Step> deleted = deleteUnused();
        unnamed.forEach(one -> invalid.add(InvalidParameter.standard(
                one.path(),
                "invalid",
                "must name " + one.entity().title() + ", which is in use by "
                        + String.join(", ", users(one).toList()))));
        return deleted;
    }

    private boolean deletedIfUnused(Unnamed<?> one) {
        boolean unused = users(one).findAny().isEmpty();
        if (unused) {
            one.family()
                    .ifPresentOrElse(
                            family -> policies.delete(change, family, one.entity()),
                            () -> store.delete(change, one.entity()));
        }
        return unused;
    }

    /** Policies under it, too: they would be deleted with it. */
    private Stream<String> users(Unnamed<?> one) {
        UUID id = one.entity().id();
        Stream<String> children = one.family().stream()
                .flatMap(family -> store.ownedBy(family.type(), change.gatewayId(), one.ownerId()).stream())
                .filter(policy ->
                        policy.spec().parentPolicyId().filter(id::equals).isPresent())
                .map(Entity::title);
        return Stream.concat(children, store.users(one.entity()).stream());
    }

    /**
     * An entity that the document does not name.
     *
     * @param path of the list in which it could be named
     * @param family of a policy
     */
    private record Unnamed<S>(Entity<S> entity, String path, Optional<PolicyFamily> family) {

        UUID ownerId() {
            return entity.place().orElseThrow().ownerId();
        }

        Plan.Step step() {
            return new Plan.Step(Plan.Action.DELETE, entity.kind().text(), entity.id(), entity.name(), path);
        }
    }
}
