package io.signalbox.controlplane.certificate;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Rows;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;

interface DataPlaneCertificateRepository extends Rows<DataPlaneCertificateEntity> {

    @Override
    default EntityKind kind() {
        return EntityKind.DATA_PLANE_CERTIFICATE;
    }

    List<DataPlaneCertificateEntity> findByGatewayIdAndFingerprint(UUID gatewayId, String fingerprint, Limit limit);
}
