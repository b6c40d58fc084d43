package io.signalbox.controlplane.certificate;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.GatewayChanges;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.paging.Page;
import io.signalbox.controlplane.paging.PageRequest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Data-plane certificates of a gateway. */
@Service
public class DataPlaneCertificateService {

    private final DataPlaneCertificateRepository certificates;
    private final GatewayService gateways;
    private final GatewayChanges changes;

    DataPlaneCertificateService(
            DataPlaneCertificateRepository certificates, GatewayService gateways, GatewayChanges changes) {
        this.certificates = certificates;
        this.gateways = gateways;
        this.changes = changes;
    }

    DataPlaneCertificate create(UUID gatewayId, BodyReader body) {
        DataPlaneCertificateRequest request = DataPlaneCertificateRequest.read(body);
        return changes.make(gatewayId, change -> {
            body.check();
            DataPlaneCertificateEntity certificate = new DataPlaneCertificateEntity(change, request);
            certificates.checkName(gatewayId, request.name().orElse(""), certificate.id());
            return certificates.saveAndFlush(certificate).toRecord();
        });
    }

    DataPlaneCertificate replace(UUID gatewayId, UUID id, BodyReader body) {
        DataPlaneCertificateRequest request = DataPlaneCertificateRequest.read(body);
        return changes.make(gatewayId, change -> {
            DataPlaneCertificateEntity certificate = certificates.find(gatewayId, id);
            body.check();
            certificates.checkName(gatewayId, request.name().orElse(""), id);
            certificate.replace(change, request);
            return certificates.saveAndFlush(certificate).toRecord();
        });
    }

    void delete(UUID gatewayId, UUID id) {
        changes.make(gatewayId, change -> {
            DataPlaneCertificateEntity certificate = certificates.find(gatewayId, id);
            certificates.delete(certificate);
            change.remove(EntityKind.DATA_PLANE_CERTIFICATE, id);
            return true;
        });
    }

    @Transactional(readOnly = true)
    DataPlaneCertificate get(UUID gatewayId, UUID id) {
        gateways.checkExists(gatewayId);
        return certificates.find(gatewayId, id).toRecord();
    }

    @Transactional(readOnly = true)
    Page<DataPlaneCertificate> list(UUID gatewayId, PageRequest page) {
        gateways.checkExists(gatewayId);
        return certificates.page(gatewayId, page, DataPlaneCertificateEntity::toRecord);
    }

    /** The certificates of a gateway: a node that shows one of them may have its configuration. */
    @Transactional(readOnly = true)
    public List<PinnedCertificate> pinned(UUID gatewayId) {
        return certificates.findByGatewayId(gatewayId).stream()
                .map(DataPlaneCertificateEntity::pinned)
                .toList();
    }

    /** Whether any was written after this version of the gateway; one that was deleted left a tombstone instead. */
    @Transactional(readOnly = true)
    public boolean isAnyChangedSince(UUID gatewayId, long version) {
        return certificates.isAnyChangedSince(gatewayId, version);
    }

    /** This certificate, where the gateway knows it; registered twice it counts once. */
    @Transactional(readOnly = true)
    public Optional<PinnedCertificate> pinned(UUID gatewayId, String fingerprint) {
        return certificates.findByGatewayIdAndFingerprint(gatewayId, fingerprint, Limit.of(1)).stream()
                .map(DataPlaneCertificateEntity::pinned)
                .findFirst();
    }
}
