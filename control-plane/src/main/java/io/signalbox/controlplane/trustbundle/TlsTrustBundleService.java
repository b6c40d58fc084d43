package io.signalbox.controlplane.trustbundle;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.GatewayChanges;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.gateway.Versioned;
import io.signalbox.controlplane.paging.Page;
import io.signalbox.controlplane.paging.PageRequest;
import io.signalbox.controlplane.problem.InvalidParameters;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** TLS trust bundles of a gateway. */
@Service
public class TlsTrustBundleService {

    private final TlsTrustBundleRepository bundles;
    private final GatewayService gateways;
    private final GatewayChanges changes;

    TlsTrustBundleService(TlsTrustBundleRepository bundles, GatewayService gateways, GatewayChanges changes) {
        this.bundles = bundles;
        this.gateways = gateways;
        this.changes = changes;
    }

    TlsTrustBundle create(UUID gatewayId, BodyReader body) {
        TlsTrustBundleRequest request = TlsTrustBundleRequest.create(body);
        return changes.make(gatewayId, change -> {
            check(gatewayId, body);
            TlsTrustBundleEntity bundle = new TlsTrustBundleEntity(change, request);
            bundles.checkName(gatewayId, bundle.name(), bundle.id());
            return bundles.saveAndFlush(bundle).toRecord();
        });
    }

    TlsTrustBundle replace(UUID gatewayId, UUID id, BodyReader body) {
        TlsTrustBundleRequest request = TlsTrustBundleRequest.replace(body);
        return changes.make(gatewayId, change -> {
            TlsTrustBundleEntity bundle = bundles.find(gatewayId, id);
            check(gatewayId, body);
            request.name().ifPresent(name -> bundles.checkName(gatewayId, name, id));
            bundle.replace(change, request);
            return bundles.saveAndFlush(bundle).toRecord();
        });
    }

    void delete(UUID gatewayId, UUID id) {
        changes.make(gatewayId, change -> {
            TlsTrustBundleEntity bundle = bundles.find(gatewayId, id);
            changes.checkUnused(change, EntityKind.TLS_TRUST_BUNDLE, id, bundle.name());
            bundles.delete(bundle);
            change.remove(EntityKind.TLS_TRUST_BUNDLE, id);
            return true;
        });
    }

    @Transactional(readOnly = true)
    TlsTrustBundle get(UUID gatewayId, UUID id) {
        gateways.checkExists(gatewayId);
        return bundles.find(gatewayId, id).toRecord();
    }

    @Transactional(readOnly = true)
    Page<TlsTrustBundle> list(UUID gatewayId, PageRequest page) {
        gateways.checkExists(gatewayId);
        return bundles.page(gatewayId, page, TlsTrustBundleEntity::toRecord);
    }

    @Transactional(readOnly = true)
    public Optional<TlsTrustBundle> byId(UUID gatewayId, UUID id) {
        return bundles.findByGatewayIdAndId(gatewayId, id).map(TlsTrustBundleEntity::toRecord);
    }

    @Transactional(readOnly = true)
    public Optional<TlsTrustBundle> byName(UUID gatewayId, String name) {
        return bundles.findByGatewayIdAndName(gatewayId, name).map(TlsTrustBundleEntity::toRecord);
    }

    /** Those of a gateway that changed after this version of it, with the versions that last changed them; 0: all. */
    @Transactional(readOnly = true)
    public List<Versioned<TlsTrustBundle>> changedSince(UUID gatewayId, long version) {
        return bundles.changedSince(gatewayId, version).stream()
                .map(TlsTrustBundleEntity::versioned)
                .toList();
    }

    private void check(UUID gatewayId, BodyReader body) {
        InvalidParameters invalid = body.invalid();
        gateways.checkKnown(gatewayId, List.of(TrustBundleNeeds.NEED), invalid);
        invalid.check();
    }
}
