package io.signalbox.dataplane.config;

import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Leaves out what nobody could refer to: resources whose id, or the id of what they belong to, is no UUID. A virtual cluster whose
 * policy is left out goes with it, since the policy may protect it. Pure.
 */
final class UnreadableIds {

    private static final int UUID_CHARACTERS = 36;

    private final List<Resource> usable = new ArrayList<>();
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Set<String> unprotected = new HashSet<>(); // virtual clusters

    private UnreadableIds() {}

    static UnreadableIds among(Collection<Resource> all) {
        UnreadableIds found = new UnreadableIds();
        for (Resource resource : all) {
            found.look(resource);
        }
        if (!found.unprotected.isEmpty()) {
            found.usable.removeIf(found::isUnprotected);
        }
        return found;
    }

    List<ConfigProblem> problems() {
        return problems;
    }

    /** Without those. */
    List<Resource> usable() {
        return usable;
    }

    private void look(Resource resource) {
        Optional<String> bad = bad(resource);
        if (bad.isEmpty()) {
            usable.add(resource);
            return;
        }
        kind(resource).ifPresent(kind -> refuse(resource, kind, "its " + bad.get() + " is no UUID"));
        if (resource.hasVirtualClusterPolicy()) {
            unprotected.add(resource.getVirtualClusterPolicy().getVirtualClusterId());
        }
    }

    private boolean isUnprotected(Resource resource) {
        boolean is = resource.hasVirtualCluster()
                && unprotected.contains(resource.getKey().getId());
        if (is) {
            refuse(resource, EntityRef.Kind.VIRTUAL_CLUSTER, "one of its policies cannot be read");
        }
        return is;
    }

    private void refuse(Resource resource, EntityRef.Kind kind, String why) {
        String id = resource.getKey().getId();
        UUID known = isUuid(id) ? UUID.fromString(id) : UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
        EntityRef entity = new EntityRef(kind, known, name(resource));
        problems.add(ConfigProblem.error(
                entity,
                kind.name().toLowerCase(Locale.ROOT) + ".invalid",
                "The " + kind.word() + " [" + entity.name() + "] (" + id + ") cannot be applied: " + why
                        + ". It is not served. Everything else is applied."));
    }

    /** The field that has a bad id. */
    private static Optional<String> bad(Resource resource) {
        if (!isUuid(resource.getKey().getId())) {
            return Optional.of("id");
        }
        if (resource.hasListenerPolicy() && !isUuid(resource.getListenerPolicy().getListenerId())) {
            return Optional.of("listener's id");
        }
        if (!resource.hasVirtualClusterPolicy()) {
            return Optional.empty();
        }
        VirtualClusterPolicy policy = resource.getVirtualClusterPolicy();
        if (!isUuid(policy.getVirtualClusterId())) {
            return Optional.of("virtual cluster's id");
        }
        return Optional.of(policy.getParentPolicyId())
                .filter(parent -> !parent.isEmpty() && !isUuid(parent))
                .map(parent -> "parent's id");
    }

    /** In its 36 characters; every id of every change is looked at. */
    private static boolean isUuid(String id) {
        if (id.length() != UUID_CHARACTERS) {
            return false;
        }
        for (int i = 0; i < UUID_CHARACTERS; i++) {
            boolean isDash = i == 8 || i == 13 || i == 18 || i == 23;
            char next = id.charAt(i);
            if (isDash ? next != '-' : !HexFormat.isHexDigit(next)) {
                return false;
            }
        }
        return true;
    }

    private static String name(Resource resource) {
        return switch (resource.getBodyCase()) {
            case BACKEND_CLUSTER -> resource.getBackendCluster().getName();
            case VIRTUAL_CLUSTER -> resource.getVirtualCluster().getName();
            case LISTENER -> resource.getListener().getName();
            case LISTENER_POLICY -> resource.getListenerPolicy().getName();
            case TLS_TRUST_BUNDLE -> resource.getTlsTrustBundle().getName();
            case VIRTUAL_CLUSTER_POLICY -> resource.getVirtualClusterPolicy().getName();
            case SCHEMA_REGISTRY -> resource.getSchemaRegistry().getName();
            case STATIC_KEY -> resource.getStaticKey().getName();
            case BODY_NOT_SET -> "";
        };
    }

    /** Empty for what this release does not know, of which nothing is said in any case. */
    private static Optional<EntityRef.Kind> kind(Resource resource) {
        return switch (resource.getBodyCase()) {
            case BACKEND_CLUSTER -> Optional.of(EntityRef.Kind.BACKEND_CLUSTER);
            case VIRTUAL_CLUSTER -> Optional.of(EntityRef.Kind.VIRTUAL_CLUSTER);
            case LISTENER -> Optional.of(EntityRef.Kind.LISTENER);
            case LISTENER_POLICY -> Optional.of(EntityRef.Kind.LISTENER_POLICY);
            case TLS_TRUST_BUNDLE -> Optional.of(EntityRef.Kind.TLS_TRUST_BUNDLE);
            case VIRTUAL_CLUSTER_POLICY -> Optional.of(DeclaredPolicies.kind(resource.getKey()));
            case SCHEMA_REGISTRY -> Optional.of(EntityRef.Kind.SCHEMA_REGISTRY);
            case STATIC_KEY -> Optional.of(EntityRef.Kind.STATIC_KEY);
            case BODY_NOT_SET -> Optional.empty();
        };
    }
}
