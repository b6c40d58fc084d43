package io.signalbox.dataplane.config;

import io.signalbox.proto.config.v1.Resource;
import io.signalbox.resources.ResourceSet;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The readable resources that a difference reaches by themselves: by their ids, and policies by those of what they belong to. */
record Touched(Map<Resource.BodyCase, Set<UUID>> byKind) {

    static Touched by(ResourceSet.Difference difference) {
        Touched touched = new Touched(new EnumMap<>(Resource.BodyCase.class));
        difference.gone().forEach(touched::add);
        difference.come().forEach(touched::add);
        return touched;
    }

    /** Of a kind, with these. */
    Set<UUID> and(Resource.BodyCase kind, Set<UUID> more) {
        Set<UUID> all = new HashSet<>(more);
        all.addAll(of(kind));
        return all;
    }

    Set<UUID> of(Resource.BodyCase kind) {
        return byKind.getOrDefault(kind, Set.of());
    }

    private void add(Resource resource) {
        if (UnreadableIds.isReadable(resource)) {
            byKind.computeIfAbsent(resource.getBodyCase(), kind -> new HashSet<>())
                    .add(
                            switch (resource.getBodyCase()) {
                                case VIRTUAL_CLUSTER_POLICY -> Declared.virtualCluster(resource);
                                case LISTENER_POLICY -> Declared.listener(resource);
                                default -> Declared.id(resource);
                            });
        }
    }
}
