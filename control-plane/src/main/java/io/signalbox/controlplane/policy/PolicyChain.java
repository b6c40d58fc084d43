package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.gateway.ChangedValues;
import io.signalbox.controlplane.problem.Ids;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The ids of an owner's policies in the order in which they are tried, as the API has them. */
record PolicyChain(List<UUID> policies) {

    private static final int MAX_POLICIES = 10_000;

    static PolicyChain of(List<Entity<Policy>> chain) {
        return new PolicyChain(chain.stream().map(Entity::id).toList());
    }

    /** One order and the next, with the policies' names. */
    static ChangedValues changed(List<Entity<Policy>> before, List<Entity<Policy>> after) {
        return ChangedValues.of(Optional.of(named(before)), Optional.of(named(after)));
    }

    private static JsonNode named(List<Entity<Policy>> chain) {
        ObjectNode order = JsonNodeFactory.instance.objectNode();
        ArrayNode names = order.putArray("policies");
        for (Entity<Policy> policy : chain) {
            ObjectNode one = names.addObject().put("id", policy.id().toString());
            policy.name().ifPresent(name -> one.put("name", name));
        }
        return order;
    }

    static PolicyChain read(BodyReader body) {
        return new PolicyChain(body.requiredList("policies", 0, MAX_POLICIES, item -> {
            Optional<UUID> id = item.text(TextRule.anything(0, 255)).flatMap(Ids::parse);
            if (id.isEmpty()) {
                item.refuse("is_uuid", "must be a UUID");
            }
            return id;
        }));
    }

    /**
     * This order must have exactly the policies that the owner has, each with its children behind it; or exactly those
     * that stand under no other, whose children then follow them as they did.
     */
    void check(PolicyFamily family, Nested chain, InvalidParameters invalid) {
        Set<UUID> own = ids(chain.all());
        Set<UUID> seen = new HashSet<>();
        for (int i = 0; i < policies.size(); i++) {
            String field = field(i);
            if (!own.contains(policies.get(i))) {
                invalid.add(InvalidParameter.standard(field, "missing_reference", family.strange()));
            } else if (!seen.add(policies.get(i))) {
                invalid.add(InvalidParameter.standard(field, "invalid", "is there more than once"));
            }
        }
        if (seen.equals(ids(chain.topLevel()))) {
            return;
        }
        own.removeAll(seen);
        if (!own.isEmpty()) {
            invalid.add(InvalidParameter.standard("policies", "invalid", "lacks " + own));
        }
        checkNesting(chain, invalid);
    }

    private void checkNesting(Nested chain, InvalidParameters invalid) {
        Optional<UUID> family = Optional.empty(); // the last one that stands under no other
        for (int i = 0; i < policies.size(); i++) {
            Optional<UUID> parent = chain.parentOf(policies.get(i));
            if (parent.isEmpty()) {
                family = Optional.of(policies.get(i));
            } else if (!parent.equals(family)) {
                invalid.addUnlessNamed(InvalidParameter.standard(
                        field(i), "invalid", "is separated from its parent [" + parent.get() + "]"));
            }
        }
    }

    private static String field(int index) {
        return "policies[" + index + "]";
    }

    private static Set<UUID> ids(List<Entity<Policy>> chain) {
        return chain.stream().map(Entity::id).collect(Collectors.toCollection(HashSet::new));
    }
}
