package io.signalbox.controlplane.preview;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.gateway.Versioned;
import io.signalbox.controlplane.listener.Listener;
import io.signalbox.controlplane.listener.ListenerService;
import io.signalbox.controlplane.node.NodeService;
import io.signalbox.controlplane.node.ReportedBrokers;
import io.signalbox.controlplane.paging.Cursor;
import io.signalbox.controlplane.paging.Page;
import io.signalbox.controlplane.paging.PageRequest;
import io.signalbox.controlplane.policy.ListenerPolicyService;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import io.signalbox.controlplane.virtualcluster.VirtualClusterService;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Answers from what is stored now, which nodes may not have applied yet. Repeatable reads: a policy must not lead to a
 * virtual cluster that is of another moment.
 */
@Service
class PreviewService {

    private static final Comparator<VirtualCluster> OLDEST_FIRST =
            Comparator.comparing(VirtualCluster::createdAt).thenComparing(VirtualCluster::id);

    private final ListenerService listeners;
    private final ListenerPolicyService policies;
    private final VirtualClusterService virtualClusters;
    private final NodeService nodes;

    PreviewService(
            ListenerService listeners,
            ListenerPolicyService policies,
            VirtualClusterService virtualClusters,
            NodeService nodes) {
        this.listeners = listeners;
        this.policies = policies;
        this.virtualClusters = virtualClusters;
        this.nodes = nodes;
    }

    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    RoutePreview route(UUID gatewayId, UUID listenerId, BodyReader body) {
        RoutePreviewRequest request = RoutePreviewRequest.read(body);
        Listener listener = listeners.get(gatewayId, listenerId);
        ListenerRoutes routes = routes(gatewayId, listener, clusters(gatewayId));
        InvalidParameters invalid = body.invalid();
        if (request.localPort().filter(port -> !routes.ports().contains(port)).isPresent()) {
            invalid.add(InvalidParameter.standard(
                    "local_port", "invalid", "is none of the listener's ports " + listener.ports()));
        }
        invalid.check();
        return RoutePreview.of(routes, request.arrival(listener));
    }

    /** The virtual clusters that an enabled policy of the listener leads to, oldest first. */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    Page<AdvertisedAddresses> addresses(UUID gatewayId, UUID listenerId, PageRequest page) {
        Listener listener = listeners.get(gatewayId, listenerId);
        List<VirtualCluster> clusters = clusters(gatewayId);
        AddressBook book = new AddressBook(routes(gatewayId, listener, clusters));
        List<VirtualCluster> rows = clusters.stream()
                .filter(book::has)
                .sorted(OLDEST_FIRST)
                .filter(cluster -> isAfter(cluster, page.after()))
                .limit(page.limit().max())
                .toList();
        Map<UUID, Optional<ReportedBrokers>> reported = new HashMap<>();
        return page.page(
                rows,
                cluster -> book.of(
                        cluster,
                        reported.computeIfAbsent(cluster.destination().id(), id -> nodes.brokersOf(gatewayId, id))),
                cluster -> new Cursor(cluster.createdAt(), cluster.id()));
    }

    private static boolean isAfter(VirtualCluster cluster, Cursor cursor) {
        int byTime = cluster.createdAt().compareTo(cursor.createdAt());
        return byTime > 0 || (byTime == 0 && cluster.id().compareTo(cursor.id()) > 0);
    }

    private ListenerRoutes routes(UUID gatewayId, Listener listener, List<VirtualCluster> clusters) {
        return ListenerRoutes.of(listener, policies.ofListener(gatewayId, listener.id()), clusters);
    }

    private List<VirtualCluster> clusters(UUID gatewayId) {
        return virtualClusters.changedSince(gatewayId, 0).stream()
                .map(Versioned::value)
                .toList();
    }
}
