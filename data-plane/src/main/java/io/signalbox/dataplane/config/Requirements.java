package io.signalbox.dataplane.config;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of clusters that protect something, and which of them this release enforces. A cluster with any other is
 * not served: that would be with less protection than was declared.
 */
final class Requirements {

    private static final Set<String> BACKEND_CLUSTER =
            Set.of("authentication.sasl_plain", "authentication.sasl_scram", "tls.client_identity", "tls.enabled");
    private static final Set<String> VIRTUAL_CLUSTER = Set.of(
            "authentication.client_certificate",
            "authentication.oauth_bearer.passthrough",
            "authentication.oauth_bearer.terminate",
            "authentication.oauth_bearer.validate_forward",
            "authentication.sasl_plain.passthrough",
            "authentication.sasl_plain.terminate",
            "authentication.sasl_scram");

    /** What is to be said of a field beside its name. */
    private static final Map<String, String> REASONS =
            Map.of("acl_mode.enforce_on_gateway", " (ACL policies are not enforced yet)");

    private Requirements() {}

    /** What keeps this cluster from being served, if anything does. */
    static Optional<ConfigProblem> problem(EntityRef cluster, Collection<String> requires) {
        boolean backend = cluster.kind() == EntityRef.Kind.BACKEND_CLUSTER;
        Set<String> enforced = backend ? BACKEND_CLUSTER : VIRTUAL_CLUSTER;
        List<String> unknown = requires.stream()
                .filter(field -> !enforced.contains(field))
                .distinct()
                .map(field -> field + REASONS.getOrDefault(field, ""))
                .toList();
        return unknown.isEmpty()
                ? Optional.empty()
                : Optional.of(ConfigProblem.error(
                        cluster,
                        backend ? "backend_cluster.not_enforceable" : "virtual_cluster.not_enforceable",
                        "The " + cluster + " is not served, since this node cannot enforce what it declares: "
                                + String.join(", ", unknown) + ". Everything else is applied."));
    }
}
