package io.signalbox.controlplane.certificate;

import io.signalbox.controlplane.entity.EntityStore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** A node that shows a certificate of a gateway may have its configuration. */
@Component
public class PinnedCertificates {

    private final EntityStore store;

    PinnedCertificates(EntityStore store) {
        this.store = store;
    }

    @Transactional(readOnly = true)
    public List<PinnedCertificate> of(UUID gatewayId) {
        return store.all(DataPlaneCertificate.TYPE, gatewayId).stream()
                .map(entity -> entity.spec().pinned())
                .toList();
    }

    /** Whether any was written after this version of the gateway; one that was deleted left a tombstone instead. */
    @Transactional(readOnly = true)
    public boolean isAnyChangedSince(UUID gatewayId, long version) {
        return !store.changedSince(gatewayId, version, List.of(DataPlaneCertificate.TYPE))
                .isEmpty();
    }

    /** This certificate, where the gateway knows it; registered twice it counts once. */
    @Transactional(readOnly = true)
    public Optional<PinnedCertificate> find(UUID gatewayId, String fingerprint) {
        return store.having(DataPlaneCertificate.TYPE, gatewayId, "sha256_fingerprint", fingerprint).stream()
                .map(entity -> entity.spec().pinned())
                .findFirst();
    }
}
