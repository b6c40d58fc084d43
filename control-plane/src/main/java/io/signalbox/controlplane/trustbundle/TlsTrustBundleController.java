package io.signalbox.controlplane.trustbundle;

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
@RequestMapping("/v1/event-gateways/{gatewayId}/tls-trust-bundles")
class TlsTrustBundleController {

    private final TlsTrustBundleService bundles;

    TlsTrustBundleController(TlsTrustBundleService bundles) {
        this.bundles = bundles;
    }

    @GetMapping
    Page<TlsTrustBundle> list(@PathVariable UUID gatewayId, ListQuery query) {
        return bundles.list(gatewayId, query.page(ListQuery.NAME_CONTAINS));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    TlsTrustBundle create(@PathVariable UUID gatewayId, BodyReader body) {
        return bundles.create(gatewayId, body);
    }

    @GetMapping("/{tlsTrustBundleId}")
    TlsTrustBundle get(@PathVariable UUID gatewayId, @PathVariable UUID tlsTrustBundleId) {
        return bundles.get(gatewayId, tlsTrustBundleId);
    }

    @PutMapping("/{tlsTrustBundleId}")
    TlsTrustBundle replace(@PathVariable UUID gatewayId, @PathVariable UUID tlsTrustBundleId, BodyReader body) {
        return bundles.replace(gatewayId, tlsTrustBundleId, body);
    }

    @DeleteMapping("/{tlsTrustBundleId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID gatewayId, @PathVariable UUID tlsTrustBundleId) {
        bundles.delete(gatewayId, tlsTrustBundleId);
    }
}
