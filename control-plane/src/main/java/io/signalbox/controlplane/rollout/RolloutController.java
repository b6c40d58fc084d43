package io.signalbox.controlplane.rollout;

import io.signalbox.controlplane.paging.ListQuery;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

@RestController
@RequestMapping("/v1/event-gateways/{gatewayId}/rollout")
class RolloutController {

    private final RolloutService rollouts;

    RolloutController(RolloutService rollouts) {
        this.rollouts = rollouts;
    }

    @GetMapping
    DeferredResult<Rollout> get(@PathVariable UUID gatewayId, ListQuery query) {
        return rollouts.await(gatewayId, query);
    }
}
