package io.signalbox.dataplane.config;

import io.signalbox.proto.config.v1.Resource;
import io.signalbox.resources.ResourceSet;
import io.signalbox.routing.SharedMap;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The readable resources of a version, in the way in which builds look for them. Immutable; made of the former ones by what
 * differs.
 *
 * @param policies of virtual clusters, by those, in order
 * @param chains policies of listeners, by those, in order
 */
record Declared(
        ResourceSet set,
        Map<Resource.BodyCase, SharedMap<UUID, Resource>> byKind,
        SharedMap<UUID, List<Resource>> policies,
        SharedMap<UUID, List<Resource>> chains,
        UnreadableIds unreadable) {

    static final Declared NONE =
            new Declared(ResourceSet.EMPTY, Map.of(), SharedMap.empty(), SharedMap.empty(), UnreadableIds.NONE);

    SharedMap<UUID, Resource> all(Resource.BodyCase kind) {
        return byKind.getOrDefault(kind, SharedMap.empty());
    }

    Optional<Resource> find(Resource.BodyCase kind, UUID id) {
        return Optional.ofNullable(all(kind).get(id));
    }

    /** A virtual cluster, unless a policy of it is unreadable. */
    Optional<Resource> virtualCluster(UUID id) {
        return find(Resource.BodyCase.VIRTUAL_CLUSTER, id).filter(cluster -> !unreadable.leaveUnprotected(id));
    }

    List<Resource> policies(UUID virtualCluster) {
        List<Resource> known = policies.get(virtualCluster);
        return known == null ? List.of() : known;
    }

    List<Resource> chain(UUID listener) {
        List<Resource> known = chains.get(listener);
        return known == null ? List.of() : known;
    }

    Declared with(ResourceSet next, ResourceSet.Difference change) {
        Map<Resource.BodyCase, SharedMap<UUID, Resource>> byKindNext = new EnumMap<>(Resource.BodyCase.class);
        byKindNext.putAll(byKind);
        Map<Resource.BodyCase, SharedMap.Edit<UUID, Resource>> edits = new EnumMap<>(Resource.BodyCase.class);
        Groups policiesNext = new Groups(policies.edit());
        Groups chainsNext = new Groups(chains.edit());
        change.gone().stream().filter(UnreadableIds::isReadable).forEach(resource -> {
            switch (resource.getBodyCase()) {
                case VIRTUAL_CLUSTER_POLICY -> policiesNext.remove(virtualCluster(resource), resource);
                case LISTENER_POLICY -> chainsNext.remove(listener(resource), resource);
                default -> edit(edits, resource).remove(id(resource));
            }
        });
        change.come().stream().filter(UnreadableIds::isReadable).forEach(resource -> {
            switch (resource.getBodyCase()) {
                case VIRTUAL_CLUSTER_POLICY -> policiesNext.add(virtualCluster(resource), resource);
                case LISTENER_POLICY -> chainsNext.add(listener(resource), resource);
                default -> edit(edits, resource).put(id(resource), resource);
            }
        });
        edits.forEach((kind, edit) -> byKindNext.put(kind, edit.done()));
        return new Declared(next, byKindNext, policiesNext.done(), chainsNext.done(), unreadable.with(change));
    }

    /** Whether a reference, as it is written, leads to one of these. */
    static boolean isTo(String reference, Set<UUID> ids) {
        try {
            return ids.contains(UUID.fromString(reference));
        } catch (IllegalArgumentException e) {
            return false; // whoever follows it says so
        }
    }

    static UUID id(Resource resource) {
        return UUID.fromString(resource.getKey().getId());
    }

    static UUID virtualCluster(Resource policy) {
        return UUID.fromString(policy.getVirtualClusterPolicy().getVirtualClusterId());
    }

    static UUID listener(Resource policy) {
        return UUID.fromString(policy.getListenerPolicy().getListenerId());
    }

    private SharedMap.Edit<UUID, Resource> edit(
            Map<Resource.BodyCase, SharedMap.Edit<UUID, Resource>> edits, Resource resource) {
        return edits.computeIfAbsent(resource.getBodyCase(), kind -> all(kind).edit());
    }

    /** Lists that are changed: each is copied once, and sorted once. */
    private record Groups(SharedMap.Edit<UUID, List<Resource>> edit, Map<UUID, List<Resource>> changed) {

        Groups(SharedMap.Edit<UUID, List<Resource>> edit) {
            this(edit, new HashMap<>());
        }

        void remove(UUID owner, Resource resource) {
            own(owner).remove(resource);
        }

        void add(UUID owner, Resource resource) {
            own(owner).add(resource);
        }

        SharedMap<UUID, List<Resource>> done() {
            changed.forEach((owner, group) -> {
                group.sort(ResourceSet.ORDER);
                if (group.isEmpty()) {
                    edit.remove(owner);
                } else {
                    edit.put(owner, List.copyOf(group));
                }
            });
            return edit.done();
        }

        private List<Resource> own(UUID owner) {
            return changed.computeIfAbsent(owner, unseen -> {
                List<Resource> known = edit.get(unseen);
                return new ArrayList<>(known == null ? List.of() : known);
            });
        }
    }
}
