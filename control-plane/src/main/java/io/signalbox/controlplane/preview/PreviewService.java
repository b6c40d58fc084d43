package io.signalbox.controlplane.preview;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.gateway.Versioned;
import io.signalbox.controlplane.listener.Listener;
import io.signalbox.controlplane.listener.ListenerService;
import io.signalbox.controlplane.policy.ListenerPolicyService;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.controlplane.virtualcluster.VirtualClusterService;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Answers from what is stored now, which nodes may not have applied yet. */
@Service
class PreviewService {

    private final ListenerService listeners;
    private final ListenerPolicyService policies;
    private final VirtualClusterService virtualClusters;

    PreviewService(ListenerService listeners, ListenerPolicyService policies, VirtualClusterService virtualClusters) {
        this.listeners = listeners;
        this.policies = policies;
        this.virtualClusters = virtualClusters;
    }

    @Transactional(readOnly = true)
    RoutePreview route(UUID gatewayId, UUID listenerId, BodyReader body) {
        RoutePreviewRequest request = RoutePreviewRequest.read(body);
        Listener listener = listeners.get(gatewayId, listenerId);
        ListenerRoutes routes = routes(gatewayId, listener);
        InvalidParameters invalid = body.invalid();
        if (request.localPort().filter(port -> !routes.ports().contains(port)).isPresent()) {
            invalid.add(InvalidParameter.standard(
                    "local_port", "invalid", "is none of the listener's ports " + listener.ports()));
        }
        invalid.check();
        return RoutePreview.of(routes, request.arrival(listener));
    }

    private ListenerRoutes routes(UUID gatewayId, Listener listener) {
        return ListenerRoutes.of(
                listener,
                policies.ofListener(gatewayId, listener.id()),
                virtualClusters.all(gatewayId).stream().map(Versioned::value).toList());
    }
}
