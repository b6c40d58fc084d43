package io.signalbox.dataplane.config;

import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.resources.ResourceSet;
import io.signalbox.routing.SharedMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What nobody could refer to: resources whose id, or the id of what they belong to, is no UUID. A virtual cluster whose
 * policy is left out goes with it, since the policy may protect it. Immutable.
 */
final class UnreadableIds {

    static final UnreadableIds NONE = new UnreadableIds(List.of());

    private static final int UUID_CHARACTERS = 36;

    private final List<Resource> unreadable; // in order
    private final Set<String> unprotected = new HashSet<>(); // virtual clusters

    private UnreadableIds(List<Resource> unreadable) {
        this.unreadable = unreadable;
        for (Resource resource : unreadable) {
            if (resource.hasVirtualClusterPolicy()) {
                unprotected.add(resource.getVirtualClusterPolicy().getVirtualClusterId());
            }
        }
    }

    static boolean isReadable(Resource resource) {
        return bad(resource).isEmpty();
    }

    UnreadableIds with(ResourceSet.Difference change) {
        List<Resource> next = new ArrayList<>(unreadable);
        next.removeAll(change.gone().stream().filter(one -> !isReadable(one)).toList());
        change.come().stream().filter(one -> !isReadable(one)).forEach(next::add);
        next.sort(ResourceSet.ORDER);
        return next.equals(unreadable) ? this : new UnreadableIds(next);
    }

    /** Whether a policy of this virtual cluster is among them. */
    boolean leaveUnprotected(UUID virtualCluster) {
        return unprotected.contains(virtualCluster.toString());
    }

    /** The virtual clusters for which that may have changed. */
    Set<UUID> reachedFrom(UnreadableIds before) {
        return this == before
                ? Set.of()
                : Stream.concat(unprotected.stream(), before.unprotected.stream())
                        .filter(UnreadableIds::isUuid)
                        .map(UUID::fromString)
                        .collect(Collectors.toSet());
    }

    /** Of what is unreadable, and of virtual clusters that go with it. */
    List<ConfigProblem> problems(SharedMap<UUID, Resource> virtualClusters) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (Resource resource : unreadable) {
            kind(resource)
                    .ifPresent(kind -> problems.add(
                            problem(resource, kind, "its " + bad(resource).orElseThrow() + " is no UUID")));
        }
        unprotected.stream()
                .filter(UnreadableIds::isUuid)
                .sorted()
                .flatMap(id -> Optional.ofNullable(virtualClusters.get(UUID.fromString(id))).stream())
                .forEach(cluster -> problems.add(
                        problem(cluster, EntityRef.Kind.VIRTUAL_CLUSTER, "one of its policies cannot be read")));
        return problems;
    }

    private static ConfigProblem problem(Resource resource, EntityRef.Kind kind, String why) {
        String id = resource.getKey().getId();
        UUID known = isUuid(id) ? UUID.fromString(id) : UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
        EntityRef entity = new EntityRef(kind, known, name(resource));
        return ConfigProblem.error(
                entity,
                kind.name().toLowerCase(Locale.ROOT) + ".invalid",
                "The " + kind.word() + " [" + entity.name() + "] (" + id + ") cannot be applied: " + why
                        + ". It is not served. Everything else is applied.");
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

    /** In its 36 characters, in lower case: what is equal as a UUID is then equal as it is written. */
    private static boolean isUuid(String id) {
        if (id.length() != UUID_CHARACTERS) {
            return false;
        }
        for (int i = 0; i < UUID_CHARACTERS; i++) {
            boolean isDash = i == 8 || i == 13 || i == 18 || i == 23;
            char next = id.charAt(i);
            if (isDash ? next != '-' : !isLowerHexDigit(next)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLowerHexDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
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
