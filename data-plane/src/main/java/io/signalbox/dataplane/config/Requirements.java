package io.signalbox.dataplane.config;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fields of clusters that protect something, and which of them this release enforces. A cluster with any other is
 * not served: that would be with less protection than was declared.
 */
final class Requirements {

    private static final Set<String> BACKEND_CLUSTER =
            Set.of("authentication.sasl_plain", "authentication.sasl_scram", "tls.client_identity", "tls.enabled");
    private static final Set<String> VIRTUAL_CLUSTER = Set.of(
            "acl_mode.enforce_on_gateway",
            "authentication.client_certificate",
            "authentication.oauth_bearer.passthrough",
            "authentication.oauth_bearer.terminate",
            "authentication.oauth_bearer.validate_forward",
            "authentication.sasl_plain.passthrough",
            "authentication.sasl_plain.terminate",
            "authentication.sasl_scram",
            "cluster_policy.acls",
            "consume_policy.decrypt",
            "consume_policy.decrypt_fields",
            "consume_policy.modify_headers",
            "consume_policy.schema_validation",
            "consume_policy.skip_record",
            "namespace",
            "produce_policy.encrypt",
            "produce_policy.encrypt_fields",
            "produce_policy.modify_headers",
            "produce_policy.schema_validation",
            "topic_aliases");

    private static final int MAX_NAMED = 5;

    private Requirements() {}

    /**
     * What keeps this cluster from being served, if anything does.
     *
     * @param requires what the cluster says
     * @param policies those that say it, too, by what they say
     */
    static Optional<ConfigProblem> problem(
            EntityRef cluster, Collection<String> requires, Map<String, List<EntityRef>> policies) {
        boolean backend = cluster.kind() == EntityRef.Kind.BACKEND_CLUSTER;
        Set<String> enforced = backend ? BACKEND_CLUSTER : VIRTUAL_CLUSTER;
        if (enforced.containsAll(requires) && enforced.containsAll(policies.keySet())) {
            return Optional.empty();
        }
        List<String> unknown = Stream.concat(requires.stream(), policies.keySet().stream())
                .filter(field -> !enforced.contains(field))
                .distinct()
                .map(field -> field + declaredBy(policies.getOrDefault(field, List.of())))
                .toList();
        return Optional.of(ConfigProblem.error(
                cluster,
                backend ? "backend_cluster.not_enforceable" : "virtual_cluster.not_enforceable",
                "The " + cluster + " is not served, since this node cannot enforce what it declares: "
                        + String.join(", ", unknown) + ". Everything else is applied."));
    }

    private static String declaredBy(List<EntityRef> policies) {
        if (policies.isEmpty()) {
            return "";
        }
        String more = policies.size() > MAX_NAMED ? " and " + (policies.size() - MAX_NAMED) + " more" : "";
        return policies.stream()
                .limit(MAX_NAMED)
                .map(EntityRef::toString)
                .collect(Collectors.joining(", ", " of ", more));
    }
}
