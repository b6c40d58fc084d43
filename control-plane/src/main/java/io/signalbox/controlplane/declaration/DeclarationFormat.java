package io.signalbox.controlplane.declaration;

import io.signalbox.controlplane.entity.EntityRules;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.policy.PolicyFamily;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The names of a document's parts, and the order in which entities are made: those that others refer to come first. */
@Component
class DeclarationFormat {

    static final String GATEWAYS = "event_gateways";
    static final String DEFAULTS = "_defaults";
    static final String META = "kongctl";
    static final String NAMESPACE = "namespace";
    static final String PROTECTED = "protected";
    static final String REF = "ref";

    /** With which labels the tool marks what it manages; in the document they are properties of {@code kongctl}. */
    static final String NAMESPACE_LABEL = "KONGCTL-namespace";

    static final String PROTECTED_LABEL = "KONGCTL-protected";

    /** Properties that only the server sets. */
    static final Set<String> READ_ONLY = Set.of("id", "created_at", "updated_at", "metadata");

    private static final List<EntityKind> ORDER = List.of(
            EntityKind.TLS_TRUST_BUNDLE,
            EntityKind.SCHEMA_REGISTRY,
            EntityKind.STATIC_KEY,
            EntityKind.BACKEND_CLUSTER,
            EntityKind.DATA_PLANE_CERTIFICATE,
            EntityKind.VIRTUAL_CLUSTER,
            EntityKind.LISTENER);

    private final List<EntityRules<?>> kinds;

    DeclarationFormat(List<EntityRules<?>> rules) {
        kinds = rules.stream()
                .sorted(Comparator.comparingInt(one -> ORDER.indexOf(one.type().kind())))
                .toList();
    }

    List<EntityRules<?>> kinds() {
        return kinds;
    }

    static String list(EntityRules<?> rules) {
        return rules.collection().replace('-', '_');
    }

    static List<PolicyFamily> families(EntityKind owner) {
        return PolicyFamily.ALL.stream()
                .filter(family -> family.owner().kind() == owner)
                .toList();
    }

    static String list(PolicyFamily family) {
        return family.collection()
                .substring(family.collection().lastIndexOf('/') + 1)
                .replace('-', '_');
    }
}
