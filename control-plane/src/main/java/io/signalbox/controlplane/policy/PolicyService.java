package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Attempt;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.EntityStore;
import io.signalbox.controlplane.entity.Place;
import io.signalbox.controlplane.entity.Shown;
import io.signalbox.controlplane.gateway.Action;
import io.signalbox.controlplane.gateway.Change;
import io.signalbox.controlplane.gateway.ChangedValues;
import io.signalbox.controlplane.gateway.GatewayChanges;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.paging.PageRequest;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.controlplane.problem.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
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
public class PolicyService {

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
            InvalidParameters invalid = body.invalid();
            Optional<Entity<Policy>> created =
                    create(change, new Wanted(family, ownerId, UUID.randomUUID(), request), placement, invalid);
            invalid.check();
            return show(created.orElseThrow());
        });
    }

    Shown<Policy> replace(PolicyFamily family, UUID gatewayId, UUID ownerId, UUID id, BodyReader body) {
        PolicyRequest request = PolicyRequest.read(family, body);
        return changes.make(gatewayId, change -> {
            Entity<Policy> stored = find(family, gatewayId, ownerId, id);
            InvalidParameters invalid = body.invalid();
            Optional<Entity<Policy>> replaced =
                    replace(change, new Wanted(family, ownerId, id, request), stored, invalid);
            invalid.check();
            return show(replaced.orElseThrow());
        });
    }

    /**
     * Makes a policy what a part of a larger change wants it to be, or makes it, behind its siblings; empty when something is
     * wrong, which goes to {@code invalid}.
     */
    public Optional<Entity<Policy>> write(Change change, Wanted wanted, InvalidParameters invalid) {
        Optional<Entity<Policy>> stored = store.find(wanted.family().type(), change.gatewayId(), wanted.id());
        return stored.isPresent()
                ? replace(change, wanted, stored.get(), invalid)
                : create(change, wanted, Placement.LAST, invalid);
    }

    /** Has these stand in this order, before their siblings that are not named; empty when they did already. */
    public Optional<ChangedValues> order(Change change, PolicyFamily family, UUID ownerId, List<UUID> wanted) {
        Nested chain = policies(family, change.gatewayId(), ownerId);
        List<Entity<Policy>> ordered = new ArrayList<>(chain.all());
        ordered.sort(Comparator.comparingInt((Entity<Policy> policy) ->
                wanted.contains(policy.id()) ? wanted.indexOf(policy.id()) : Integer.MAX_VALUE));
        List<Entity<Policy>> nested = new Nested(ordered).all();
        if (nested.equals(chain.all())) {
            return Optional.empty();
        }
        store.place(change, nested);
        return Optional.of(PolicyChain.changed(chain.all(), nested));
    }

    /** All of an owner's, each with what the API shows of it. */
    public Map<Entity<Policy>, Object> declared(PolicyFamily family, UUID gatewayId, UUID ownerId) {
        List<Entity<Policy>> all = policies(family, gatewayId, ownerId).all();
        List<Shown<Policy>> shown = show(all);
        Map<Entity<Policy>, Object> declared = new LinkedHashMap<>();
        for (int i = 0; i < all.size(); i++) {
            declared.put(all.get(i), shown.get(i));
        }
        return declared;
    }

    /** What one policy is to be. */
    public record Wanted(PolicyFamily family, UUID ownerId, UUID id, PolicyRequest request) {}

    Shown<Policy> patch(PolicyFamily family, UUID gatewayId, UUID ownerId, UUID id, BodyReader body) {
        PolicyPatch patch = PolicyPatch.read(family, body);
        return changes.make(gatewayId, change -> {
            Entity<Policy> stored = find(family, gatewayId, ownerId, id);
            List<Entity<Policy>> others = policies(family, gatewayId, ownerId).besides(stored);
            Policy policy = patch.applied(stored.spec());
            InvalidParameters invalid = body.invalid();
            policy.config().conflict(policy, others).ifPresent(invalid::add);
            patch.condition()
                    .flatMap(text -> policy.conditionProblem())
                    .ifPresentOrElse(
                            problem ->
                                    invalid.add(InvalidParameter.standard(PolicyRequest.CONDITION, "invalid", problem)),
                            () -> gateways.checkKnown(gatewayId, policy.needs(), invalid));
            invalid.check();
            checkName(family, patch.name(), others, ownerId);
            return show(replace(change, family, stored, policy));
        });
    }

    /** With its children. */
    void delete(PolicyFamily family, UUID gatewayId, UUID ownerId, UUID id) {
        changes.make(gatewayId, change -> {
            delete(change, family, find(family, gatewayId, ownerId, id));
            return true;
        });
    }

    /** As a part of a larger change, with its children. */
    public void delete(Change change, PolicyFamily family, Entity<?> policy) {
        store.delete(change, policy);
        tellWithOwner(change, family, policy.place().orElseThrow().ownerId());
    }

    /** Among its siblings. */
    void move(PolicyFamily family, UUID gatewayId, UUID ownerId, UUID id, BodyReader body) {
        Optional<Integer> index = body.requiredInteger("index", 0, Integer.MAX_VALUE);
        changes.make(gatewayId, change -> {
            Entity<Policy> policy = find(family, gatewayId, ownerId, id);
            Nested chain = policies(family, gatewayId, ownerId);
            int last = chain.siblings(policy.spec().parentPolicyId()).size() - 1;
            InvalidParameters invalid = body.invalid();
            if (index.isPresent() && index.get() > last) {
                invalid.add(InvalidParameter.maximum("index", "max", last, "must not be greater than " + last));
            }
            invalid.check();
            List<Entity<Policy>> moved = chain.with(policy, index.orElseThrow()).all();
            change.rearrange(family.kind(), id, policy.name(), Action.MOVED, PolicyChain.changed(chain.all(), moved));
            store.place(change, moved);
            return true;
        });
    }

    PolicyChain reorder(PolicyFamily family, UUID gatewayId, UUID ownerId, BodyReader body) {
        PolicyChain wanted = PolicyChain.read(body);
        return changes.make(gatewayId, change -> {
            Entity<?> owner = store.get(family.owner(), gatewayId, ownerId);
            Nested chain = policies(family, gatewayId, ownerId);
            InvalidParameters invalid = body.invalid();
            if (invalid.isEmpty()) {
                wanted.check(family, chain, invalid);
            }
            invalid.check();
            List<Entity<Policy>> ordered = new ArrayList<>(chain.all());
            ordered.sort(Comparator.comparingInt(
                    (Entity<Policy> policy) -> wanted.policies().indexOf(policy.id())));
            List<Entity<Policy>> nested = new Nested(ordered).all();
            if (!nested.equals(chain.all())) {
                change.rearrange(
                        owner.kind(),
                        ownerId,
                        owner.name(),
                        Action.POLICIES_REORDERED,
                        PolicyChain.changed(chain.all(), nested));
                store.place(change, nested);
            }
            return PolicyChain.of(nested);
        });
    }

    @Transactional(readOnly = true)
    PolicyChain chain(PolicyFamily family, UUID gatewayId, UUID ownerId) {
        checkExists(family, gatewayId, ownerId);
        return PolicyChain.of(policies(family, gatewayId, ownerId).all());
    }

    @Transactional(readOnly = true)
    Shown<Policy> get(PolicyFamily family, UUID gatewayId, UUID ownerId, UUID id) {
        checkExists(family, gatewayId, ownerId);
        return show(find(family, gatewayId, ownerId, id));
    }

    @Transactional(readOnly = true)
    List<Shown<Policy>> list(PolicyFamily family, UUID gatewayId, UUID ownerId, ListQuery query) {
        PageRequest filter = query.page(family.filter());
        String contains = filter.nameContains().toLowerCase(Locale.ROOT);
        checkExists(family, gatewayId, ownerId);
        return show(policies(family, gatewayId, ownerId).all().stream()
                .filter(policy ->
                        policy.name().orElse("").toLowerCase(Locale.ROOT).contains(contains))
                .filter(policy -> filter.reference().isEmpty()
                        || filter.reference().equals(policy.spec().parentPolicyId()))
                .toList());
    }

    private Optional<Entity<Policy>> create(
            Change change, Wanted wanted, Placement placement, InvalidParameters invalid) {
        PolicyRequest request = wanted.request();
        Nested chain = policies(wanted.family(), change.gatewayId(), wanted.ownerId());
        checkParent(wanted.family(), request, chain, invalid);
        int index = placement.index(wanted.family(), chain.siblings(request.parentPolicyId()), invalid);
        Attempt<PolicyConfig> attempt =
                new Attempt<>(store, change.gatewayId(), wanted.id(), Optional.empty(), invalid);
        Optional<Policy> policy = complete(request, request.parentPolicyId(), attempt, chain.all());
        return policy.map(spec -> {
            checkName(wanted.family(), request.name(), chain.all(), wanted.ownerId());
            Entity<Policy> created = insert(change, wanted, chain, index, spec);
            tellWithOwner(change, wanted.family(), wanted.ownerId());
            return created;
        });
    }

    private Optional<Entity<Policy>> replace(
            Change change, Wanted wanted, Entity<Policy> stored, InvalidParameters invalid) {
        PolicyRequest request = wanted.request();
        List<Entity<Policy>> others =
                policies(wanted.family(), change.gatewayId(), wanted.ownerId()).besides(stored);
        checkUnchanged(request, stored.spec(), invalid);
        Attempt<PolicyConfig> attempt = new Attempt<>(
                store,
                change.gatewayId(),
                wanted.id(),
                Optional.of(stored.spec().config()),
                invalid);
        Optional<Policy> policy = complete(request, stored.spec().parentPolicyId(), attempt, others);
        return policy.map(spec -> {
            checkName(wanted.family(), request.name(), others, wanted.ownerId());
            return replace(change, wanted.family(), stored, spec);
        });
    }

    /** As it is to be stored; empty when something is wrong. */
    private Optional<Policy> complete(
            PolicyRequest request, Optional<UUID> parent, Attempt<PolicyConfig> attempt, List<Entity<Policy>> others) {
        InvalidParameters invalid = attempt.invalid();
        InvalidParameters inside = new InvalidParameters(); // told last
        Optional<Policy> wanted = request.complete(parent, attempt.with(inside));
        wanted.ifPresent(policy -> {
            policy.config().conflict(policy, others).ifPresent(invalid::add);
            gateways.checkKnown(attempt.gatewayId(), policy.needs(), invalid);
        });
        invalid.addUnlessNamed(inside);
        return wanted.filter(policy -> invalid.isEmpty());
    }

    /** At the end without touching the others; elsewhere, those behind it move. */
    private Entity<Policy> insert(Change change, Wanted wanted, Nested chain, int index, Policy policy) {
        Entity<Policy> inserted = store.insert(
                change,
                wanted.family().type(),
                wanted.id(),
                Optional.of(new Place(wanted.ownerId(), end(chain))),
                policy,
                policy.config().references());
        List<Entity<Policy>> placed = chain.with(inserted, index).all();
        if (!placed.get(placed.size() - 1).equals(inserted)) {
            store.place(change, placed);
        }
        return inserted;
    }

    private Entity<Policy> replace(Change change, PolicyFamily family, Entity<Policy> stored, Policy policy) {
        if (policy.enabled() != stored.spec().enabled()) {
            tellWithOwner(change, family, stored.place().orElseThrow().ownerId());
        }
        return store.replace(change, stored, policy, policy.config().references());
    }

    private void tellWithOwner(Change change, PolicyFamily family, UUID ownerId) {
        if (family.isToldWithOwner()) {
            store.resend(change, store.get(family.owner(), change.gatewayId(), ownerId));
        }
    }

    private static int end(Nested chain) {
        return chain.all().stream().mapToInt(PolicyService::position).max().orElse(-1) + 1;
    }

    private static int position(Entity<Policy> policy) {
        return policy.place().orElseThrow().position();
    }

    private void checkExists(PolicyFamily family, UUID gatewayId, UUID ownerId) {
        gateways.checkExists(gatewayId);
        store.get(family.owner(), gatewayId, ownerId);
    }

    private static void checkParent(
            PolicyFamily family, PolicyRequest request, Nested chain, InvalidParameters invalid) {
        request.parentPolicyId().ifPresent(id -> {
            Optional<Entity<Policy>> parent = chain.find(id);
            if (parent.isEmpty()) {
                invalid.add(InvalidParameter.standard(PolicyRequest.PARENT, "missing_reference", family.strange()));
            } else if (!family.isParent(parent.get().spec())) {
                invalid.add(InvalidParameter.standard(
                        PolicyRequest.PARENT,
                        "invalid",
                        "must be a schema_validation policy, is of type ["
                                + parent.get().spec().type() + "]"));
            }
        });
    }

    /** What a policy is and under which it stands is decided when it is created. */
    private static void checkUnchanged(PolicyRequest request, Policy stored, InvalidParameters invalid) {
        if (!request.type().isEmpty() && !request.type().equals(stored.type())) {
            invalid.add(InvalidParameter.standard("type", "invalid", "cannot be changed"));
        }
        if (request.parentPolicyId().isPresent() && !request.parentPolicyId().equals(stored.parentPolicyId())) {
            invalid.add(InvalidParameter.standard(PolicyRequest.PARENT, "invalid", "cannot be changed"));
        }
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

    private Nested policies(PolicyFamily family, UUID gatewayId, UUID ownerId) {
        return new Nested(store.ownedBy(family.type(), gatewayId, ownerId));
    }

    private Entity<Policy> find(PolicyFamily family, UUID gatewayId, UUID ownerId, UUID id) {
        return store.find(family.type(), gatewayId, id)
                .filter(policy -> policy.place().orElseThrow().ownerId().equals(ownerId))
                .orElseThrow(() -> new Problem.NotFound(family.kind().title(), id, gatewayId));
    }
}
