package io.signalbox.controlplane.preview;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.EntityStore;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.listener.Listener;
import io.signalbox.controlplane.node.NodeService;
import io.signalbox.controlplane.node.ReportedBrokers;
import io.signalbox.controlplane.paging.Cursor;
import io.signalbox.controlplane.paging.Page;
import io.signalbox.controlplane.paging.PageRequest;
import io.signalbox.controlplane.policy.Policy;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import java.time.Instant;
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

    private static final Comparator<Entity<VirtualCluster>> OLDEST_FIRST =
            Comparator.comparing(PreviewService::createdAt).thenComparing(Entity::id);

    private final EntityStore store;
    private final GatewayService gateways;
    private final NodeService nodes;

    PreviewService(EntityStore store, GatewayService gateways, NodeService nodes) {
        this.store = store;
        this.gateways = gateways;
        this.nodes = nodes;
    }

    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    RoutePreview route(UUID gatewayId, UUID listenerId, BodyReader body) {
        RoutePreviewRequest request = RoutePreviewRequest.read(body);
        Entity<Listener> listener = listener(gatewayId, listenerId);
        ListenerRoutes routes = routes(listener, store.all(VirtualCluster.TYPE, gatewayId));
        InvalidParameters invalid = body.invalid();
        if (request.localPort().filter(port -> !routes.ports().contains(port)).isPresent()) {
            invalid.add(InvalidParameter.standard(
                    "local_port",
                    "invalid",
                    "is none of the listener's ports " + listener.spec().ports()));
        }
        invalid.check();
        return RoutePreview.of(routes, request.arrival(listener.spec()));
    }

    /** The virtual clusters that an enabled policy of the listener leads to, oldest first. */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    Page<AdvertisedAddresses> addresses(UUID gatewayId, UUID listenerId, PageRequest page) {
        Entity<Listener> listener = listener(gatewayId, listenerId);
        List<Entity<VirtualCluster>> clusters = store.all(VirtualCluster.TYPE, gatewayId);
        AddressBook book = new AddressBook(routes(listener, clusters));
        List<Entity<VirtualCluster>> rows = clusters.stream()
                .filter(book::has)
                .sorted(OLDEST_FIRST)
                .filter(cluster -> isAfter(cluster, page.after()))
                .limit(page.limit())
                .toList();
        Map<UUID, Optional<ReportedBrokers>> reported = new HashMap<>();
        return page.page(
                rows,
                cluster -> book.of(
                        cluster,
                        reported.computeIfAbsent(
                                cluster.spec().destination().id(), id -> nodes.brokersOf(gatewayId, id))),
                cluster -> new Cursor(createdAt(cluster), cluster.id()));
    }

    private static boolean isAfter(Entity<VirtualCluster> cluster, Cursor cursor) {
        int byTime = createdAt(cluster).compareTo(cursor.createdAt());
        return byTime > 0 || (byTime == 0 && cluster.id().compareTo(cursor.id()) > 0);
    }

    private static Instant createdAt(Entity<VirtualCluster> cluster) {
        return cluster.stamp().createdAt();
    }

    private Entity<Listener> listener(UUID gatewayId, UUID id) {
        gateways.checkExists(gatewayId);
        return store.get(Listener.TYPE, gatewayId, id);
    }

    private ListenerRoutes routes(Entity<Listener> listener, List<Entity<VirtualCluster>> clusters) {
        return ListenerRoutes.of(
                listener.spec(), store.ownedBy(Policy.OF_LISTENER, listener.gatewayId(), listener.id()), clusters);
    }
}
