package io.signalbox.dataplane.config;

import io.signalbox.dataplane.config.DeclaredPolicies.Need;
import io.signalbox.routing.SharedMap;
import java.util.List;
import java.util.UUID;

/**
 * What a build leaves to the next: what it was made of, and what became of each entity. Immutable.
 *
 * @param policies those in force, by virtual cluster
 * @param needs of all of them
 * @param used backend clusters, by virtual clusters that have their newest form
 * @param listeners those that are built, whether or not they have a socket
 * @param tls what was read of the TLS servers of listeners, by those
 * @param conflicts of listeners that want one socket
 */
record Groundwork(
        Declared declared,
        SharedMap<UUID, BackendCluster> backends,
        SharedMap<UUID, DeclaredPolicies> policies,
        Counts<Need> needs,
        RecordMeans means,
        Counts<UUID> used,
        RouteRefs served,
        SharedMap<UUID, Listener> listeners,
        SharedMap<UUID, ListenerBuilder.ReadTls> tls,
        List<ConfigProblem> conflicts,
        ProblemsFound problems,
        RoutingImage image) {

    /** What a node has that was told nothing yet. */
    static final Groundwork NONE = new Groundwork(
            Declared.NONE,
            SharedMap.empty(),
            SharedMap.empty(),
            Counts.none(),
            RecordMeans.NONE,
            Counts.none(),
            RouteRefs.NONE,
            SharedMap.empty(),
            SharedMap.empty(),
            List.of(),
            ProblemsFound.NONE,
            RoutingImage.EMPTY);
}
