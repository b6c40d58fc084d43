package io.signalbox.controlplane.backendcluster;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.paging.Page;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/event-gateways/{gatewayId}/backend-clusters")
class BackendClusterController {

    private final BackendClusterService clusters;

    BackendClusterController(BackendClusterService clusters) {
        this.clusters = clusters;
    }

    @GetMapping
    Page<BackendCluster> list(@PathVariable UUID gatewayId, ListQuery query) {
        return clusters.list(gatewayId, query.page(ListQuery.NAME_CONTAINS));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    BackendCluster create(@PathVariable UUID gatewayId, BodyReader body) {
        return clusters.create(gatewayId, body);
    }

    @GetMapping("/{backendClusterId}")
    BackendCluster get(@PathVariable UUID gatewayId, @PathVariable UUID backendClusterId) {
        return clusters.get(gatewayId, backendClusterId);
    }

    @PutMapping("/{backendClusterId}")
    BackendCluster replace(@PathVariable UUID gatewayId, @PathVariable UUID backendClusterId, BodyReader body) {
        return clusters.replace(gatewayId, backendClusterId, body);
    }

    @DeleteMapping("/{backendClusterId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID gatewayId, @PathVariable UUID backendClusterId) {
        clusters.delete(gatewayId, backendClusterId);
    }
}
