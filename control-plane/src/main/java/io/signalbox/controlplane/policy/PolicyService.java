package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Attempt;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.EntityStore;
import io.signalbox.controlplane.entity.Place;
import io.signalbox.controlplane.entity.Shown;
import io.signalbox.controlplane.gateway.Action;
import io.signalbox.controlplane.gateway.Change;
import io.signalbox.controlplane.gateway.GatewayChanges;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.controlplane.problem.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The policies of any family: always in the order of their owner's chain. */
@Service
class PolicyService {

    private final EntityStore store;
    private final GatewayService gateways;
    private final GatewayChanges changes;

    PolicyService(EntityStore store, GatewayService gateways, GatewayChanges changes) {
        this.store = store;
        this.gateways = gateways;
        this.changes = changes;
    }

    Shown<Policy> create(PolicyFamily family, UUID gatewayId, UUID ownerId, BodyReader body, Placement placement) {
        PolicyRequest request = PolicyRequest.read(family, body);
        return changes.make(gatewayId, change -> {
            store.get(family.owner(), gatewayId, ownerId);
            List<Entity<Policy>> chain = new ArrayList<>(policies(family, gatewayId, ownerId));
            Attempt<PolicyConfig> attempt =
                    new Attempt<>(store, gatewayId, UUID.randomUUID(), Optional.empty(), body.invalid());
            int index = placement.index(family, chain, attempt.invalid());
            Policy policy = complete(request, attempt, chain);
            checkName(family, request.name(), chain, ownerId);
            return show(insert(change, family, ownerId, attempt.id(), chain, index, policy));
        });
    }

    Shown<Policy> replace(PolicyFamily family, UUID gatewayId, UUID ownerId, UUID id, BodyReader body) {
        PolicyRequest request = PolicyRequest.read(family, body);
        return changes.make(gatewayId, change -> {
            Entity<Policy> stored = find(family, gatewayId, ownerId, id);
            List<Entity<Policy>> others = others(family, stored);
            Attempt<PolicyConfig> attempt = new Attempt<>(
                    store, gatewayId, id, Optional.of(stored.spec().config()), body.invalid());
            if (!request.type().isEmpty()
                    && !request.type().equals(stored.spec().type())) {
                attempt.invalid().add(InvalidParameter.standard("type", "invalid", "cannot be changed"));
            }
            Policy policy = complete(request, attempt, others);
            checkName(family, request.name(), others, ownerId);
            return show(store.replace(change, stored, policy, policy.config().references()));
        });
    }

    Shown<Policy> patch(PolicyFamily family, UUID gatewayId, UUID ownerId, UUID id, BodyReader body) {
        PolicyPatch patch = PolicyPatch.read(body);
        return changes.make(gatewayId, change -> {
            Entity<Policy> stored = find(family, gatewayId, ownerId, id);
            List<Entity<Policy>> others = others(family, stored);
            Policy policy = patch.applied(stored.spec());
            InvalidParameters invalid = body.invalid();
            policy.config().conflict(policy, others).ifPresent(invalid::add);
            invalid.check();
            checkName(family, patch.name(), others, ownerId);
            return show(store.replace(change, stored, policy, policy.config().references()));
        });
    }

    void delete(PolicyFamily family, UUID gatewayId, UUID ownerId, UUID id) {
        changes.make(gatewayId, change -> {
            store.delete(change, find(family, gatewayId, ownerId, id));
            return true;
        });
    }

    void move(PolicyFamily family, UUID gatewayId, UUID ownerId, UUID id, BodyReader body) {
        Optional<Integer> index = body.requiredInteger("index", 0, Integer.MAX_VALUE);
        changes.make(gatewayId, change -> {
            Entity<Policy> policy = find(family, gatewayId, ownerId, id);
            List<Entity<Policy>> chain = new ArrayList<>(others(family, policy));
            InvalidParameters invalid = body.invalid();
            if (index.isPresent() && index.get() > chain.size()) {
                invalid.add(InvalidParameter.maximum(
                        "index", "max", chain.size(), "must not be greater than " + chain.size()));
            }
            invalid.check();
            chain.add(index.orElseThrow(), policy);
            change.rearrange(family.kind(), id, policy.name(), Action.MOVED);
            store.place(change, chain);
            return true;
        });
    }

    PolicyChain reorder(PolicyFamily family, UUID gatewayId, UUID ownerId, BodyReader body) {
        PolicyChain wanted = PolicyChain.read(body);
        return changes.make(gatewayId, change -> {
            Entity<?> owner = store.get(family.owner(), gatewayId, ownerId);
            List<Entity<Policy>> chain = policies(family, gatewayId, ownerId);
            InvalidParameters invalid = body.invalid();
            if (invalid.isEmpty()) {
                wanted.check(family, chain, invalid);
            }
            invalid.check();
            List<Entity<Policy>> ordered = new ArrayList<>(chain);
            ordered.sort(Comparator.comparingInt(
                    (Entity<Policy> policy) -> wanted.policies().indexOf(policy.id())));
            if (!ordered.equals(chain)) {
                change.rearrange(owner.kind(), ownerId, owner.name(), Action.POLICIES_REORDERED);
                store.place(change, ordered);
            }
            return wanted;
        });
    }

    @Transactional(readOnly = true)
    PolicyChain chain(PolicyFamily family, UUID gatewayId, UUID ownerId) {
        checkExists(family, gatewayId, ownerId);
        return PolicyChain.of(policies(family, gatewayId, ownerId));
    }

    @Transactional(readOnly = true)
    Shown<Policy> get(PolicyFamily family, UUID gatewayId, UUID ownerId, UUID id) {
        checkExists(family, gatewayId, ownerId);
        return show(find(family, gatewayId, ownerId, id));
    }

    @Transactional(readOnly = true)
    List<Shown<Policy>> list(PolicyFamily family, UUID gatewayId, UUID ownerId, ListQuery query) {
        String contains = query.page(ListQuery.NAME_CONTAINS).nameContains().toLowerCase(Locale.ROOT);
        checkExists(family, gatewayId, ownerId);
        return show(policies(family, gatewayId, ownerId).stream()
                .filter(policy ->
                        policy.name().orElse("").toLowerCase(Locale.ROOT).contains(contains))
                .toList());
    }

    /** As it is to be stored; refuses to go on when anything is wrong. */
    private Policy complete(PolicyRequest request, Attempt<PolicyConfig> attempt, List<Entity<Policy>> others) {
        InvalidParameters invalid = attempt.invalid();
        InvalidParameters inside = new InvalidParameters(); // told last
        Optional<Policy> wanted = request.complete(attempt.with(inside));
        wanted.ifPresent(policy -> {
            policy.config().conflict(policy, others).ifPresent(invalid::add);
            gateways.checkKnown(attempt.gatewayId(), policy.config().needs(), invalid);
        });
        invalid.addUnlessNamed(inside);
        invalid.check();
        return wanted.orElseThrow();
    }

    /** At the end without touching the others; elsewhere, those behind it move. */
    private Entity<Policy> insert(
            Change change,
            PolicyFamily family,
            UUID ownerId,
            UUID id,
            List<Entity<Policy>> chain,
            int index,
            Policy policy) {
        int end = chain.isEmpty() ? 0 : position(chain.get(chain.size() - 1)) + 1;
        boolean atEnd = index == chain.size();
        Entity<Policy> inserted = store.insert(
                change,
                family.type(),
                id,
                Optional.of(new Place(ownerId, atEnd ? end : index)),
                policy,
                policy.config().references());
        if (!atEnd) {
            chain.add(index, inserted);
            store.place(change, chain);
        }
        return inserted;
    }

    private static int position(Entity<Policy> policy) {
        return policy.place().orElseThrow().position();
    }

    private void checkExists(PolicyFamily family, UUID gatewayId, UUID ownerId) {
        gateways.checkExists(gatewayId);
        store.get(family.owner(), gatewayId, ownerId);
    }

    private static void checkName(
            PolicyFamily family, Optional<String> name, List<Entity<Policy>> others, UUID ownerId) {
        if (name.isPresent() && others.stream().anyMatch(other -> other.name().equals(name))) {
            throw new Problem.Conflict(
                    family.kind().words(), "name", name.get(), family.ownerWords() + " [" + ownerId + "]");
        }
    }

    private Shown<Policy> show(Entity<Policy> policy) {
        return show(List.of(policy)).get(0);
    }

    private List<Shown<Policy>> show(List<Entity<Policy>> policies) {
        Stream<UUID> references = policies.stream().flatMap(policy -> policy.spec().config().references().stream());
        Map<UUID, String> names =
                policies.isEmpty() ? Map.of() : store.names(policies.get(0).gatewayId(), references.toList());
        return policies.stream()
                .map(policy -> Shown.of(
                        policy, policy.spec().with(policy.spec().config().shown(names))))
                .toList();
    }

    private List<Entity<Policy>> policies(PolicyFamily family, UUID gatewayId, UUID ownerId) {
        return store.ownedBy(family.type(), gatewayId, ownerId);
    }

    private List<Entity<Policy>> others(PolicyFamily family, Entity<Policy> policy) {
        return policies(family, policy.gatewayId(), policy.place().orElseThrow().ownerId()).stream()
                .filter(other -> !other.id().equals(policy.id()))
                .toList();
    }

    private Entity<Policy> find(PolicyFamily family, UUID gatewayId, UUID ownerId, UUID id) {
        return store.find(family.type(), gatewayId, id)
                .filter(policy -> policy.place().orElseThrow().ownerId().equals(ownerId))
                .orElseThrow(() -> new Problem.NotFound(family.kind().title(), id, gatewayId));
    }
}
