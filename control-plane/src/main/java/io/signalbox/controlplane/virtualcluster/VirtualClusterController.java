package io.signalbox.controlplane.virtualcluster;

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
@RequestMapping("/v1/event-gateways/{gatewayId}/virtual-clusters")
class VirtualClusterController {

    private final VirtualClusterService clusters;

    VirtualClusterController(VirtualClusterService clusters) {
        this.clusters = clusters;
    }

    @GetMapping
    Page<VirtualCluster> list(@PathVariable UUID gatewayId, ListQuery query) {
        return clusters.list(gatewayId, query.page(ListQuery.NAME_CONTAINS, "filter[backend_cluster_id][eq]"));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    VirtualCluster create(@PathVariable UUID gatewayId, BodyReader body) {
        return clusters.create(gatewayId, body);
    }

    @GetMapping("/{virtualClusterId}")
    VirtualCluster get(@PathVariable UUID gatewayId, @PathVariable UUID virtualClusterId) {
        return clusters.get(gatewayId, virtualClusterId);
    }

    @PutMapping("/{virtualClusterId}")
    VirtualCluster replace(@PathVariable UUID gatewayId, @PathVariable UUID virtualClusterId, BodyReader body) {
        return clusters.replace(gatewayId, virtualClusterId, body);
    }

    @DeleteMapping("/{virtualClusterId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID gatewayId, @PathVariable UUID virtualClusterId) {
        clusters.delete(gatewayId, virtualClusterId);
    }
}
