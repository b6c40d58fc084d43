package io.signalbox.dataplane.config;

import io.signalbox.routing.SharedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the virtual clusters of the newest image use of something. Between two images only those are looked at that changed. For
 * one thread.
 */
public final class UsedByClusters<T> {

    private final Function<VirtualCluster, Stream<T>> uses;
    private SharedMap<UUID, VirtualCluster> seen = SharedMap.empty();
    private Counts<T> counts = Counts.none();

    /** Asks each virtual cluster, which says the same each time. */
    public UsedByClusters(Function<VirtualCluster, Stream<T>> uses) {
        this.uses = uses;
    }

    /** All of it in an image. */
    public Set<T> in(RoutingImage image) {
        List<T> ended = new ArrayList<>();
        List<T> begun = new ArrayList<>();
        image.virtualClusters().keysThatDiffer(seen).forEach(id -> {
            add(seen.get(id), ended);
            add(image.virtualClusters().get(id), begun);
        });
        counts = counts.with(ended, begun);
        seen = image.virtualClusters();
        return counts.things();
    }

    private void add(@Nullable VirtualCluster cluster, List<T> used) {
        if (cluster != null) {
            uses.apply(cluster).forEach(used::add);
        }
    }
}
