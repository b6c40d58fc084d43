package io.signalbox.controlplane.declaration;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.Document;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.EntityRules;
import io.signalbox.controlplane.entity.EntityService;
import io.signalbox.controlplane.entity.EntityStore;
import io.signalbox.controlplane.gateway.Action;
import io.signalbox.controlplane.gateway.Change;
import io.signalbox.controlplane.gateway.ChangedValues;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.policy.Policy;
import io.signalbox.controlplane.policy.PolicyFamily;
import io.signalbox.controlplane.policy.PolicyRequest;
import io.signalbox.controlplane.policy.PolicyService;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * One document on its way into a gateway, under the gateway's lock. First each item is given the id that it has, or is to
 * have, so that items can refer to each other; then all are read, and what is wrong with any is said; then they are written,
 * what others refer to first. What the document does not name stays, or is deleted if that is wanted.
 */
final class DocumentApplier {

    private static final int MAX_ITEMS = 10_000;

    private final DeclarationFormat form;
    private final EntityStore store;
    private final EntityService entities;
    private final PolicyService policies;
    private final GatewayService gateways;
    private final Change change;
    private final Pruning pruning;
    private final InvalidParameters invalid = new InvalidParameters();
    private final Map<String, UUID> refs = new HashMap<>();
    private final List<Item<?>> items = new ArrayList<>();
    private final List<OwnedItem> owned = new ArrayList<>();
    private final List<Plan.Step> steps = new ArrayList<>();
    private int unchanged;

    DocumentApplier(
            DeclarationFormat form,
            EntityStore store,
            EntityService entities,
            PolicyService policies,
            GatewayService gateways,
            Change change) {
        this.form = form;
        this.store = store;
        this.entities = entities;
        this.policies = policies;
        this.gateways = gateways;
        this.change = change;
        pruning = new Pruning(store, policies, change);
    }

    /** An entity as the document has it. */
    private record Item<S>(EntityRules<S> rules, ObjectNode node, String path, Optional<Entity<S>> before, UUID id) {}

    /** A policy as the document has it. */
    private record OwnedItem(
            PolicyFamily family,
            UUID ownerId,
            ObjectNode node,
            String path,
            Optional<Entity<Policy>> before,
            UUID id) {}

    Plan run(ObjectNode gateway, String path, ApplyOptions options) {
        change.mentionAll();
        form.kinds().forEach(rules -> collect(rules, gateway, path));
        writeGateway(gateway, path);
        List<Runnable> writes = new ArrayList<>();
        items.forEach(item -> writes.add(read(item)));
        owned.forEach(item -> writes.add(read(item)));
        invalid.check();
        if (options.prune()) {
            steps.addAll(pruning.deleteUnused());
        }
        writes.forEach(Runnable::run);
        if (options.prune()) {
            steps.addAll(pruning.deleteRest(invalid));
        }
        invalid.check();
        reorder();
        return Plan.of(options.dryRun(), steps.isEmpty() ? change.versionBefore() : change.version(), unchanged, steps);
    }

    private <S> void collect(EntityRules<S> rules, ObjectNode gateway, String path) {
        List<Entity<S>> stored = new ArrayList<>(store.all(rules.type(), change.gatewayId()));
        for (Part part : parts(gateway, DeclarationFormat.list(rules), path)) {
            Optional<Entity<S>> before = stored.stream()
                    .filter(entity -> isSame(rules, entity, part.node()))
                    .findFirst();
            before.ifPresent(stored::remove);
            UUID id = before.map(Entity::id).orElseGet(UUID::randomUUID);
            name(part, id);
            items.add(new Item<>(rules, part.node(), part.path(), before, id));
            DeclarationFormat.families(rules.type().kind())
                    .forEach(family -> collect(family, id, part, before.isPresent()));
        }
        stored.forEach(entity -> pruning.add(entity, path + "." + DeclarationFormat.list(rules)));
    }

    private void collect(PolicyFamily family, UUID ownerId, Part owner, boolean ownerIsThere) {
        List<Entity<Policy>> stored =
                new ArrayList<>(ownerIsThere ? store.ownedBy(family.type(), change.gatewayId(), ownerId) : List.of());
        for (Part part : parts(owner.node(), DeclarationFormat.list(family), owner.path())) {
            Optional<Entity<Policy>> before = stored.stream()
                    .filter(entity -> isSame(entity, part.node()))
                    .findFirst();
            before.ifPresent(stored::remove);
            UUID id = before.map(Entity::id).orElseGet(UUID::randomUUID);
            name(part, id);
            owned.add(new OwnedItem(family, ownerId, part.node(), part.path(), before, id));
        }
        pruning.add(family, stored, owner.path() + "." + DeclarationFormat.list(family));
    }

    /** By name; those that have none by what else they are known by. */
    private static <S> boolean isSame(EntityRules<S> rules, Entity<S> entity, ObjectNode node) {
        return (node.has("name") || entity.name().isPresent())
                ? hasName(entity, node)
                : rules.mark(entity.spec())
                        .filter(mark -> node.path(mark.property()).asString("").equals(mark.value()))
                        .isPresent();
    }

    /** Of policies without a name, the first of its type that no other has taken. */
    private static boolean isSame(Entity<Policy> policy, ObjectNode node) {
        return (node.has("name") || policy.name().isPresent())
                ? hasName(policy, node)
                : node.path("type").asString("").equals(policy.spec().type());
    }

    private static boolean hasName(Entity<?> entity, ObjectNode node) {
        return entity.name().equals(Optional.of(node.path("name").asString("")));
    }

    private void name(Part part, UUID id) {
        JsonNode ref = part.node().remove(DeclarationFormat.REF);
        if (ref != null && ref.isString() && refs.putIfAbsent(ref.stringValue(), id) != null) {
            invalid.add(InvalidParameter.standard(
                    part.path() + "." + DeclarationFormat.REF,
                    "invalid",
                    "is there more than once: [" + ref.stringValue() + "]"));
        } else if (ref != null && !ref.isString()) {
            invalid.add(InvalidParameter.standard(
                    part.path() + "." + DeclarationFormat.REF, "is_string", "must be a string"));
        }
    }

    private List<Part> parts(ObjectNode owner, String list, String path) {
        JsonNode items = owner.remove(list);
        String field = path + "." + list;
        if (items == null || items.isNull()) {
            return List.of();
        }
        if (!items.isArray() || items.size() > MAX_ITEMS) {
            invalid.add(InvalidParameter.standard(field, "is_array", "must be an array of at most " + MAX_ITEMS));
            return List.of();
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            String at = field + "[" + i + "]";
            if (items.get(i) instanceof ObjectNode object) {
                parts.add(new Part(object, at));
            } else {
                invalid.add(InvalidParameter.standard(at, "is_object", "must be an object"));
            }
        }
        return parts;
    }

    private record Part(ObjectNode node, String path) {}

    private void writeGateway(ObjectNode gateway, String path) {
        gateway.remove(DeclarationFormat.REF);
        gateway.remove("name"); // the gateway was chosen by the caller
        BodyReader body = BodyReader.part(gateway, path, true);
        if (gateways.declare(change, body, invalid)) {
            steps.add(new Plan.Step(Plan.Action.UPDATE, "event_gateway", change.gatewayId(), Optional.empty(), path));
        } else {
            unchanged++;
        }
    }

    private <S> Runnable read(Item<S> item) {
        resolve(item.node(), item.path());
        BodyReader body =
                BodyReader.part(item.node(), item.path(), item.before().isPresent());
        Draft<S> draft = item.rules().read(body);
        boolean asItIs = !item.rules().isReplaceable() && keepsSecret(item);
        if (!asItIs) {
            invalid.addAll(body.invalid(), item.path());
        }
        return () -> {
            if (asItIs) {
                unchanged++;
                return;
            }
            InvalidParameters own = new InvalidParameters();
            Optional<Entity<S>> after = entities.write(change, item.rules(), item.id(), draft, own);
            invalid.addAll(own, item.path());
            after.ifPresent(entity -> note(item.rules().type().kind(), item.before(), entity, item.path()));
        };
    }

    /** A stored key that is not sent again stays as it is. */
    private static boolean keepsSecret(Item<?> item) {
        return item.before().isPresent() && !item.node().has("value");
    }

    private Runnable read(OwnedItem item) {
        resolve(item.node(), item.path());
        BodyReader body =
                BodyReader.part(item.node(), item.path(), item.before().isPresent());
        PolicyRequest request = PolicyRequest.read(item.family(), body);
        invalid.addAll(body.invalid(), item.path());
        return () -> {
            InvalidParameters own = new InvalidParameters();
            Optional<Entity<Policy>> after = policies.write(
                    change, new PolicyService.Wanted(item.family(), item.ownerId(), item.id(), request), own);
            invalid.addAll(own, item.path());
            after.ifPresent(entity -> note(item.family().type().kind(), item.before(), entity, item.path()));
        };
    }

    private void note(EntityKind kind, Optional<? extends Entity<?>> before, Entity<?> after, String path) {
        if (before.isPresent() && before.get().spec().equals(after.spec())) { // the stamp may be newer
            unchanged++;
        } else {
            Plan.Action action = before.isPresent() ? Plan.Action.UPDATE : Plan.Action.CREATE;
            steps.add(new Plan.Step(action, kind.text(), after.id(), after.name(), path));
        }
    }

    /** Orders policies as the document has them; those that it does not name come last. */
    private void reorder() {
        Set<List<Object>> done = new HashSet<>();
        List<ChangedValues> orders = new ArrayList<>();
        for (OwnedItem item : owned) {
            if (done.add(List.of(item.family(), item.ownerId()))) {
                List<UUID> wanted = owned.stream()
                        .filter(other -> other.family().equals(item.family())
                                && other.ownerId().equals(item.ownerId()))
                        .map(OwnedItem::id)
                        .toList();
                Optional<ChangedValues> order = policies.order(change, item.family(), item.ownerId(), wanted);
                if (order.isPresent() && isOld(item)) {
                    orders.add(order.get());
                    steps.add(new Plan.Step(
                            Plan.Action.REORDER,
                            item.family().owner().kind().text(),
                            item.ownerId(),
                            Optional.empty(),
                            item.path().replaceAll("\\[\\d+]$", "")));
                }
            }
        }
        steps.stream()
                .filter(step -> steps.stream().allMatch(other -> other.action() == Plan.Action.REORDER))
                .findFirst()
                .ifPresent(step -> change.rearrange(
                        EntityKind.of(step.type()), step.id(), step.name(), Action.POLICIES_REORDERED, orders.get(0)));
    }

    private boolean isOld(OwnedItem item) {
        return items.stream()
                .anyMatch(owner ->
                        owner.id().equals(item.ownerId()) && owner.before().isPresent());
    }

    /** Puts ids where the document refers to its own parts. */
    private void resolve(JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                JsonNode value = object.get(name);
                if (value.isString() && value.stringValue().startsWith(Document.REFERENCE)) {
                    resolved(value.stringValue(), path + "." + name)
                            .ifPresent(id -> object.set(name, StringNode.valueOf(id)));
                } else {
                    resolve(value, path + "." + name);
                }
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                resolve(node.get(i), path + "[" + i + "]");
            }
        }
    }

    private Optional<String> resolved(String reference, String path) {
        String[] parts = reference.substring(Document.REFERENCE.length()).split("#", 2);
        Optional<UUID> id =
                parts.length == 2 && parts[1].equals("id") ? Optional.ofNullable(refs.get(parts[0])) : Optional.empty();
        if (id.isEmpty()) {
            invalid.add(InvalidParameter.standard(
                    path,
                    "missing_reference",
                    "there is no ref [" + parts[0] + "] in this document, of which an id is asked"));
        }
        return id.map(UUID::toString);
    }
}
