package io.signalbox.controlplane.declaration;

import io.signalbox.controlplane.body.Document;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.EntityRules;
import io.signalbox.controlplane.entity.EntityStore;
import io.signalbox.controlplane.gateway.Gateway;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.policy.PolicyFamily;
import io.signalbox.controlplane.policy.PolicyService;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Writes a gateway as a document: names instead of ids, and no secret. */
@Service
class Export {

    private static final int MAX_REF_LENGTH = 60;

    private final DeclarationFormat form;
    private final EntityStore store;
    private final GatewayService gateways;
    private final PolicyService policies;
    private final JsonMapper json;

    Export(
            DeclarationFormat form,
            EntityStore store,
            GatewayService gateways,
            PolicyService policies,
            JsonMapper json) {
        this.form = form;
        this.store = store;
        this.gateways = gateways;
        this.policies = policies;
        this.json = json;
    }

    /** As of one moment. */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public JsonNode of(UUID gatewayId) {
        Writing writing = new Writing(gatewayId);
        ObjectNode gateway = writing.gateway(gateways.get(gatewayId));
        form.kinds().forEach(rules -> writing.addAll(gateway, rules));
        writing.resolve(gateway);
        ObjectNode document = json.createObjectNode();
        document.putArray(DeclarationFormat.GATEWAYS).add(gateway);
        return document;
    }

    /** One document on its way. */
    private final class Writing {

        private final UUID gatewayId;
        private final Map<String, String> names = new HashMap<>(); // by id, of all that can be referred to
        private final Map<String, String> refs = new HashMap<>(); // by id
        private final Set<String> taken = new HashSet<>();

        Writing(UUID gatewayId) {
            this.gatewayId = gatewayId;
        }

        ObjectNode gateway(Gateway gateway) {
            ObjectNode node = json.createObjectNode();
            node.put(DeclarationFormat.REF, ref(gateway.name()));
            node.put("name", gateway.name());
            node.put("description", gateway.description());
            node.put("min_runtime_version", gateway.minRuntimeVersion());
            ObjectNode labels = node.putObject("labels");
            gateway.labels().forEach((key, value) -> {
                if (key.equals(DeclarationFormat.NAMESPACE_LABEL)) {
                    meta(node).put(DeclarationFormat.NAMESPACE, value);
                } else if (key.equals(DeclarationFormat.PROTECTED_LABEL)) {
                    meta(node).put(DeclarationFormat.PROTECTED, value.equals("true"));
                } else {
                    labels.put(key, value);
                }
            });
            return node;
        }

        private static ObjectNode meta(ObjectNode gateway) {
            return gateway.has(DeclarationFormat.META)
                    ? (ObjectNode) gateway.get(DeclarationFormat.META)
                    : gateway.putObject(DeclarationFormat.META);
        }

        <S> void addAll(ObjectNode gateway, EntityRules<S> rules) {
            List<Entity<S>> entities = store.all(rules.type(), gatewayId).stream()
                    .sorted(Comparator.comparing(entity -> sortedBy(rules, entity)))
                    .toList();
            Function<Entity<S>, Object> view = rules.view(gatewayId, entities);
            ArrayNode list = gateway.putArray(DeclarationFormat.list(rules));
            for (Entity<S> entity : entities) {
                ObjectNode node = declared(entity, view.apply(entity));
                entity.name().ifPresent(name -> names.put(entity.id().toString(), name));
                list.add(node);
                DeclarationFormat.families(rules.type().kind())
                        .forEach(family -> addPolicies(node, family, entity.id()));
            }
            if (list.isEmpty()) {
                gateway.remove(DeclarationFormat.list(rules));
            }
        }

        /** What was made at the same time has no order of its own. */
        private static <S> String sortedBy(EntityRules<S> rules, Entity<S> entity) {
            return entity.name()
                    .map(name -> "0" + name)
                    .or(() -> rules.mark(entity.spec()).map(mark -> "1" + mark.value()))
                    .orElse("2");
        }

        private void addPolicies(ObjectNode owner, PolicyFamily family, UUID ownerId) {
            ArrayNode list = owner.putArray(DeclarationFormat.list(family));
            policies.declared(family, gatewayId, ownerId).forEach((policy, view) -> list.add(declared(policy, view)));
            if (list.isEmpty()) {
                owner.remove(DeclarationFormat.list(family));
            }
        }

        private ObjectNode declared(Entity<?> entity, Object view) {
            ObjectNode node = json.createObjectNode();
            String ref = ref(entity.name().orElse(entity.kind().text()));
            refs.put(entity.id().toString(), ref);
            node.put(DeclarationFormat.REF, ref);
            ObjectNode shown = json.valueToTree(view);
            shown.remove(DeclarationFormat.READ_ONLY);
            node.setAll(shown);
            return node;
        }

        /** Unique in the document, out of letters, digits and hyphens. */
        private String ref(String name) {
            String letters =
                    name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
            String base =
                    letters.isEmpty() ? "entity" : letters.substring(0, Math.min(letters.length(), MAX_REF_LENGTH));
            String ref = base;
            for (int number = 2; !taken.add(ref); number++) {
                ref = base + "-" + number;
            }
            return ref;
        }

        /** Replaces ids, which are of this gateway alone: by names, and for a parent, which may have no name, by its ref. */
        private void resolve(JsonNode node) {
            if (node instanceof ObjectNode object) {
                name(object).ifPresent(name -> {
                    object.removeAll();
                    object.put("name", name);
                });
                if (object.path("parent_policy_id").isString()) {
                    String parent = object.get("parent_policy_id").stringValue();
                    object.set("parent_policy_id", StringNode.valueOf(Document.REFERENCE + refs.get(parent) + "#id"));
                }
            }
            node.forEach(this::resolve);
        }

        private Optional<String> name(ObjectNode object) {
            boolean isReference = object.path("id").isString()
                    && object.propertyNames().stream().allMatch(Set.of("id", "name")::contains);
            return isReference ? Optional.ofNullable(names.get(object.get("id").stringValue())) : Optional.empty();
        }
    }
}
