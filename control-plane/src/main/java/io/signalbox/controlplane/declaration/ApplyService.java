package io.signalbox.controlplane.declaration;

import io.signalbox.controlplane.body.Document;
import io.signalbox.controlplane.entity.EntityService;
import io.signalbox.controlplane.entity.EntityStore;
import io.signalbox.controlplane.gateway.GatewayChanges;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.policy.PolicyService;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Applies a document to a gateway: one change of it, and so all or nothing. */
@Service
class ApplyService {

    private static final Set<String> ROOT = Set.of(DeclarationFormat.GATEWAYS, DeclarationFormat.DEFAULTS);

    private final DeclarationFormat form;
    private final EntityStore store;
    private final EntityService entities;
    private final PolicyService policies;
    private final GatewayService gateways;
    private final GatewayChanges changes;

    ApplyService(
            DeclarationFormat form,
            EntityStore store,
            EntityService entities,
            PolicyService policies,
            GatewayService gateways,
            GatewayChanges changes) {
        this.form = form;
        this.store = store;
        this.entities = entities;
        this.policies = policies;
        this.gateways = gateways;
        this.changes = changes;
    }

    /** The document's one gateway becomes part of this one, whatever that is called. */
    Plan apply(UUID gatewayId, Document document, ApplyOptions options) {
        List<ObjectNode> declared = gateways(document);
        if (declared.size() != 1) {
            InvalidParameters invalid = new InvalidParameters();
            invalid.add(InvalidParameter.standard(
                    DeclarationFormat.GATEWAYS, "invalid", "must have exactly one, has " + declared.size()));
            invalid.check();
        }
        return apply(gatewayId, declared.get(0), 0, options);
    }

    /** The gateways of a document, with what it says of all of them. */
    List<ObjectNode> gateways(Document document) {
        InvalidParameters invalid = new InvalidParameters();
        document.root().propertyNames().stream()
                .filter(name -> !ROOT.contains(name))
                .forEach(name -> invalid.add(InvalidParameter.standard(
                        name, "unknown_property", "is not known here: what is below a gateway stands in it")));
        JsonNode all = document.root().path(DeclarationFormat.GATEWAYS);
        if (!all.isArray()) {
            invalid.add(
                    all.isMissingNode()
                            ? InvalidParameter.required(DeclarationFormat.GATEWAYS)
                            : InvalidParameter.standard(DeclarationFormat.GATEWAYS, "is_array", "must be an array"));
        } else if (!all.valueStream().allMatch(ObjectNode.class::isInstance)) {
            invalid.add(InvalidParameter.standard(DeclarationFormat.GATEWAYS, "is_object", "must have objects alone"));
        }
        invalid.check();
        JsonNode defaults = document.root().path(DeclarationFormat.DEFAULTS).path(DeclarationFormat.META);
        return all.valueStream()
                .map(gateway -> managed((ObjectNode) gateway.deepCopy(), defaults))
                .toList();
    }

    Plan apply(UUID gatewayId, ObjectNode gateway, int index, ApplyOptions options) {
        try {
            return changes.make(gatewayId, change -> {
                Plan plan = new DocumentApplier(form, store, entities, policies, gateways, change)
                        .run(gateway.deepCopy(), DeclarationFormat.GATEWAYS + "[" + index + "]", options);
                if (options.dryRun()) {
                    throw new OnlyPlanned(plan);
                }
                return plan;
            });
        } catch (OnlyPlanned planned) {
            return planned.plan;
        }
    }

    /** The tool's marks become labels of the gateway. */
    private static ObjectNode managed(ObjectNode gateway, JsonNode defaults) {
        JsonNode own = gateway.path(DeclarationFormat.META);
        gateway.remove(DeclarationFormat.META);
        JsonNode namespace = own.has(DeclarationFormat.NAMESPACE)
                ? own.get(DeclarationFormat.NAMESPACE)
                : defaults.path(DeclarationFormat.NAMESPACE);
        JsonNode guarded = own.has(DeclarationFormat.PROTECTED)
                ? own.get(DeclarationFormat.PROTECTED)
                : defaults.path(DeclarationFormat.PROTECTED);
        if (namespace.isString()) {
            labels(gateway).put(DeclarationFormat.NAMESPACE_LABEL, namespace.stringValue());
        }
        if (guarded.isBoolean() && guarded.booleanValue()) {
            labels(gateway).put(DeclarationFormat.PROTECTED_LABEL, "true");
        }
        return gateway;
    }

    private static ObjectNode labels(ObjectNode gateway) {
        return gateway.get("labels") instanceof ObjectNode labels ? labels : gateway.putObject("labels");
    }

    /** Carries the plan out of a transaction that is rolled back. */
    private static final class OnlyPlanned extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Plan plan;

        OnlyPlanned(Plan plan) {
            super("a dry run", null, false, false);
            this.plan = plan;
        }
    }
}
